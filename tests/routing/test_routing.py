"""Rules at work: in the submission's transaction, on arrival, after mended answers; walls; what goes wrong."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Right, acting_as
from parvis.cases import api as cases
from parvis.cases.models import Case, TimelineEntry
from parvis.cases.views.telling import told
from parvis.finding import api as finding
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.routing import api as routing, jobs
from parvis.routing.data import RuleSet, SendingRule, Target, Way
from parvis.routing.domain import evaluating, giving, naming, standing, trying
from parvis.routing.domain.engine import Engine
from parvis.routing.models import Version
from parvis.territory import models as territory
from parvis.territory.api import departments, forget, zone_tables
from parvis.territory.data import Text
from parvis.territory.domain.zones import Stretch
from parvis.workload.models import Notice
from tests.cases import flowing, test_turn_pages
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.routing.test_engine import is_
from tests.workload.test_load import absent
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


def another(desk, code="manifestations", **fields):
    with _as_owner():
        made = territory.Department.objects.create(
            organisation_id=desk.town.organisation_id, code=code, name_fr=code.title(), **fields
        )
    forget()
    return made.id


def rule(to, when=True, name="Parce que", way=Way.PILE, who=(), on=True):
    target = Target(department=to, way=way, people=tuple(one.id for one in who))
    return SendingRule(id=new_id(), name=name, when=when, to=target, on=on)


def in_force(desk, *rules, number=1, **settings):
    with _as_owner():
        return Version.objects.create(
            organisation_id=desk.town.organisation_id,
            case_type=desk.town.case_type,
            number=number,
            document=RuleSet(rules=rules, **settings).model_dump(mode="json"),
            by_id=desk.malik.id,
            by_name="Malik Kaci",
            at=clock.now(),
        )


@pytest.fixture
def asked(monkeypatch):
    """The jobs that were asked for, by name, to be run by hand."""
    found = []
    monkeypatch.setattr(jobs.jobs, "defer", lambda job, queueing_lock=None, **said: found.append((job, said)))
    return found


def run(asked):
    while asked:
        job, said = asked.pop(0)
        if job.__module__ == jobs.__name__:
            job(**said)


def case_of(made):
    with _as_owner():
        return Case.objects.get(id=made.case_id)


def entry(made, kind="routed"):
    with _as_owner():
        return TimelineEntry.objects.filter(case_id=made.case_id, kind=kind).order_by("-id").first()


def test_a_case_goes_where_the_first_rule_that_holds_sends_it(desk):
    there = another(desk)
    in_force(desk, rule(there, is_("event_name", "Bal"), "En salle"), rule(there, is_("setting", "outside"), "Dehors"))
    made = desk.submit()
    assert case_of(made).department_id == there
    said = entry(made)
    assert said.data["department"] == str(there)
    assert (said.data["number"], said.data["name"], said.data["version"]) == ("2", "Dehors", "1")
    [line] = told([said], cases.types.load(case_of(made).revision_id))
    assert line["text"] == "Selon la règle 2\u00a0: Dehors"
    page = client_of(desk.sofia, desk.place.host).get(f"/agents/dossiers/{made.reference}/")
    assert "Selon la règle 2" in page.content.decode()


def test_a_list_finds_what_a_rule_sent(desk):
    there = another(desk)
    rules = rule(there, is_("event_name", "Bal"), "En salle"), rule(there, is_("event_name", "Kermesse"), "Dehors")
    in_force(desk, *rules)
    made = [desk.submit(event_name=name) for name in ("Bal", "Kermesse", "Concert")]
    walls = tuple(desk.place.walls.values())
    with acting(Reach(actor="worker", walls=walls)):
        finding.index([one.case_id for one in made])
    page = client_of(desk.sofia, desk.place.host)
    for asked_for, found in (
        ("rule:is=dehors", [1]),
        ("rule:starts=en", [0]),
        ("rule:filled=1", [0, 1]),
        ("rule:empty=1", [2]),
    ):
        shown = page.get(f"/agents/?state=open&{asked_for}").content.decode()
        assert [number for number, one in enumerate(made) if one.reference in shown] == found, asked_for


def test_what_no_rule_fits_goes_by_default(desk):
    there = another(desk)
    in_force(desk, rule(there, is_("event_name", "Bal")))
    assert case_of(desk.submit()).department_id == desk.town.department_id
    in_force(desk, rule(there, is_("event_name", "Bal")), number=2, otherwise=Target(department=there))
    made = desk.submit()
    assert case_of(made).department_id == there
    assert entry(made).data == {"department": str(there), "version": "2"}


def test_the_latest_version_counts_and_another_organisation_s_does_not(desk):
    there, elsewhere = another(desk), another(desk, "autre")
    in_force(desk, rule(there))
    assert case_of(desk.submit()).department_id == there
    in_force(desk, rule(elsewhere), number=2)
    assert case_of(desk.submit()).department_id == elsewhere
    other = make_desk("Gravelines", "GR", "59273")
    assert case_of(other.submit()).department_id == other.town.department_id


def test_a_submission_costs_the_same_whatever_the_number_of_rules_and_zones(desk):
    there = another(desk)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            desk.submit()
        return len(queries)

    in_force(desk, rule(there, is_("event_name", "Bal")))
    cost()
    one = cost()
    in_force(desk, *(rule(there, is_("event_name", "Bal")) for _ in range(200)), number=2)
    cost()
    assert cost() == one


@pytest.mark.parametrize("why", ["closed", "failed", "gone"])
def test_what_a_rule_can_t_send_goes_by_default_and_supervisors_are_told(desk, asked, why):
    there = another(desk, is_closed=why == "closed")
    to = uuid.UUID(int=7) if why == "gone" else there
    in_force(desk, rule(to, {"nonsense": [1]} if why == "failed" else True, "Cassée"))
    made = desk.submit()
    assert case_of(made).department_id == desk.town.department_id
    assert entry(made).data["why"] == ("failed" if why == "failed" else "closed")
    [line] = told([entry(made)], cases.types.load(case_of(made).revision_id))
    assert "Cassée" in line["text"]
    run(asked)
    with _as_owner():
        assert list(Notice.objects.values_list("person_id", "what")) == [(desk.malik.id, "unrouted")]


def test_a_person_gets_it_or_who_stands_in_or_nobody(desk, asked):
    here = desk.town.department_id
    in_force(desk, rule(here, True, "À Sofia", Way.PEOPLE, [desk.sofia]))
    made = desk.submit()
    assert case_of(made).assignee_id is None  # a resident gives it to nobody: the worker does
    run(asked)
    assert case_of(made).assignee_id == desk.sofia.id
    assert "À Sofia" in entry(made, "assigned").data["reason"]
    absent(desk, desk.sofia, desk.malik)
    made = desk.submit()
    run(asked)
    assert case_of(made).assignee_id == desk.malik.id


def test_nobody_there_leaves_it_in_the_pile_and_says_so(desk, asked):
    absent(desk, desk.sofia)
    in_force(desk, rule(desk.town.department_id, True, "À Sofia", Way.PEOPLE, [desk.sofia]))
    made = desk.submit()
    run(asked)
    assert case_of(made).assignee_id is None
    with _as_owner():
        assert Notice.objects.filter(what="unrouted", person_id=desk.malik.id).count() == 1


def test_in_turn_gives_to_who_has_the_fewest_and_takes_nothing_back(desk, asked):
    in_force(desk, rule(desk.town.department_id, way=Way.TURN))
    given = []
    for _ in range(2):
        made = desk.submit()
        run(asked)
        given.append(case_of(made).assignee_id)
    assert set(given) == {desk.sofia.id, desk.malik.id}
    made = desk.submit()
    desk.take(made, desk.sofia)
    before = case_of(made)
    run(asked)
    assert case_of(made).version == before.version


def test_zones_town_channel_and_moment_are_known(desk):
    there = another(desk)
    place = desk.town.organisation_id
    with _as_owner():
        streets = (Stretch("Centre", "Rue de la Marine"), Stretch("Port", "Quai des Hollandais"))
        zone_tables.replace(place, "quartiers", Text("Quartiers"), streets)
    published = cases.types.load(desk.town.case_type.published_id)
    zone = "zone_quartiers_of_address"
    known = set(naming.terms(published.definition, place, "fr"))
    assert {"receipt_channel", "receipt_day", "receipt_weekday", "receipt_hour", "files_attached", "setting"} <= known
    assert {zone, "person_commune", "person_postcode"} <= known
    when = [
        {"text.same": [{"var": zone}, "port"]},
        {"text.same": [{"var": "person_commune"}, "DUNKERQUE"]},
        is_("receipt_channel", "web"),
        {"number.at_least": [{"var": "receipt_hour"}, 0]},
        {"===": [{"var": "files_attached"}, 0]},
        {"date.on_or_after": [{"var": "receipt_day"}, "2026-01-01"]},
        {"number.at_most": [{"var": "receipt_weekday"}, 7]},
    ]
    in_force(desk, rule(there, {"and": when}, "Le port"))
    address = {"street": "4 quai des Hollandais", "postcode": "59140", "city": "Dunkerque"}
    assert case_of(desk.submit(email=None, address=address)).department_id == there
    elsewhere = address | {"street": "4 rue de la Marine"}
    assert case_of(desk.submit(email=None, address=elsewhere)).department_id == desk.town.department_id


def test_imported_cases_are_sent_by_the_same_rules(desk):
    there = another(desk)
    in_force(desk, rule(there, is_("receipt_channel", "post"), "Par courrier"))
    answers = case_of(desk.submit()).answers
    town = desk.town
    with acting_as(desk.sofia.id, Right.HANDLE_CASES):
        made = cases.take_over(
            cases.TakenOver(
                town.case_type.id, town.organisation_id, town.case_type.published_id, answers, "post", clock.now()
            ),
            by=desk.actor(desk.sofia),
            at=clock.now(),
            note="Ancien logiciel",
        )
    assert case_of(made).department_id == there
    assert entry(made).data["name"] == "Par courrier"


def test_mended_answers_send_it_elsewhere_only_if_the_rules_say_so(desk, asked):
    there = another(desk)
    in_force(desk, rule(there, is_("event_name", "Bal"), "En salle"), mended=True)
    made = desk.submit()
    changed = case_of(made).answers | {"event_name": "Bal"}
    with _as_owner():
        Case.objects.filter(id=made.case_id).update(answers=changed)
    jobs.again(wall_id=str(desk.town.wall_id), case_id=str(made.case_id))
    assert case_of(made).department_id == there
    # what somebody sent by hand since is not undone
    with acting_as(desk.malik.id, Right.ASSIGN_CASES):
        cases.assign(
            made.case_id,
            by=desk.actor(desk.malik),
            at=clock.now(),
            version=desk.version(made),
            department_id=desk.town.department_id,
        )
    with _as_owner():
        assert TimelineEntry.objects.filter(case_id=made.case_id, kind="transferred").count() == 2
    with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
        assert evaluating.placed([made.case_id], [desk.town.wall_id])[made.case_id].department_id == there


def test_a_trial_counts_what_goes_where_and_what_changes(desk, monkeypatch):
    there = another(desk)
    for _ in range(3):
        desk.submit(event_name="Concert")
    desk.submit(event_name="Bal")
    rules = RuleSet(rules=(rule(there, is_("event_name", "Concert"), "Dehors"),))
    with desk.town.inside():
        found = trying.attempt(rules, None, desk.town.case_type.id, desk.town.wall_id)
    assert (found.looked, found.changed, found.uncaught.count, found.failed) == (4, 3, 1, 0)
    assert found.moves == [(desk.town.department_id, there, 3)]
    assert found.lines[1].count == 3
    assert len(found.lines[1].samples) == 3
    with desk.town.inside(), CaptureQueriesContext(connection) as queries:
        again = trying.attempt(rules, Engine(rules), desk.town.case_type.id, desk.town.wall_id)
    assert again.changed == 0
    assert len(queries) == 1
    monkeypatch.setattr(trying, "LONGEST", -1)
    with desk.town.inside():  # what takes too long is cut short, and says so
        cut = trying.attempt(rules, None, desk.town.case_type.id, desk.town.wall_id)
    assert (cut.found, cut.looked) == (4, 0)
    assert case_of(desk.submit()).department_id == desk.town.department_id  # nothing has moved, nothing counts yet


def test_a_trial_sees_nothing_behind_another_wall(desk):
    other = make_desk("Gravelines", "GR", "59273")
    desk.submit()
    rules = RuleSet(rules=(rule(desk.town.department_id),))
    with other.town.inside():
        assert trying.attempt(rules, None, desk.town.case_type.id, desk.town.wall_id).looked == 0
        assert routing.placed([case_of(desk.submit()).id], [desk.town.wall_id]) == {}


def test_the_department_may_close_between_the_rule_and_its_job(desk, asked):
    there = another(desk)
    in_force(desk, rule(there, True, "Là-bas", Way.TURN))
    made = desk.submit()
    with _as_owner():
        departments.close(there)
    run(asked)
    assert case_of(made).department_id == there
    assert case_of(made).assignee_id is None  # nobody works there: it waits, and who sees to the others is told
    with _as_owner():
        assert Notice.objects.get(what="unrouted").person_id == desk.malik.id


def test_a_process_reads_a_version_once(desk):
    in_force(desk, rule(desk.town.department_id))
    key = (desk.town.case_type.id, desk.town.organisation_id)
    with acting(Reach(actor="web", token="x")):
        assert standing.of(*key) is standing.of(*key)
        assert giving.stands(new_id()) is None


@pytest.mark.parametrize("mended", [False, True])
def test_whoever_corrects_an_answer_is_sent_on_where_the_rules_say_so(desk, asked, mended):
    there = another(desk)
    with _as_owner():
        cases.types.publish(desk.town.case_type.id, flowing.definition(), at=clock.now())
    in_force(desk, rule(there, is_("place", "Parc de la Marine"), "Au parc"), mended=mended)
    made = desk.submit()
    test_turn_pages.ask(desk, made)
    answer = test_turn_pages.TestMending().mend(test_turn_pages.resident(desk, made), made)
    assert answer.status_code == 302
    assert case_of(made).department_id == desk.town.department_id  # who corrects moves nothing themselves
    run(asked)
    said = entry(made, "rerouted")
    if mended:
        assert said is None
        assert case_of(made).department_id == there
        assert "Au parc" in entry(made, "assigned").data["reason"]
    else:
        assert said.data == {"department": str(there)}
        assert case_of(made).department_id == desk.town.department_id
