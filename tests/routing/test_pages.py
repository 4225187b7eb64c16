"""The pages of the rules: written, tried, kept; two windows; who may; what open requests do."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import wall_for
from parvis.access.data import Role
from parvis.cases.models import Case
from parvis.expressions.api import write
from parvis.routing.data import RuleSet, Way
from parvis.routing.models import Draft, Version
from tests.bulk.test_runs import confirm, work
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.routing.test_engine import is_
from tests.routing.test_routing import another, case_of, in_force, rule
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db
LIST = "/administration/aiguillage/"


@pytest.fixture
def desk():
    return make_desk()


@pytest.fixture
def chief(desk):
    return people.member(desk.place, Role.ADMINISTRATOR)


def client(who, desk):
    found = Client(HTTP_HOST=desk.place.host)
    people.sign_in(found, who, host=desk.place.host)
    return found


def typed(to, when="", name="Une règle", way=Way.PILE, who=(), **more):
    return {
        "name": name,
        "when-text": when if isinstance(when, str) else write(when, "fr"),
        "when-said": "",
        "when-r-kind": "group",
        "department": str(to),
        "way": way.value,
        "people": [str(one.id) for one in who],
        **more,
    }


def elsewhere_in(desk, role):
    """Somebody of the organisation behind another wall of it."""
    with _as_owner():
        desk.place.walls["social"] = wall_for(desk.place.id, "social")
    return people.member(desk.place, role, "social")


def versions():
    with _as_owner():
        return [RuleSet.model_validate(one.document) for one in Version.objects.order_by("number")]


def version():
    with _as_owner():
        return Draft.objects.values_list("version", flat=True).first() or 0


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_rule_is_written_tried_and_kept(desk, chief):
    there = another(desk)
    made = desk.submit(event_name="Bal")
    web, page = client(chief, desk), f"{LIST}{desk.town.case_type.id}/"
    assert page in text(web.get(LIST))
    when = is_("event_name", "Bal")
    assert web.post(f"{page}nouvelle/", typed(there, when, "Bals", version=0))["Location"] == page
    assert version() == 1
    assert versions() == []
    # kept only once it was tried as it stands
    web.post(f"{page}agir/", {"act": "publish", "version": 1})
    assert versions() == []
    tried = web.post(f"{page}essai/", {"version": 1})
    assert tried.status_code == 200
    # an administrator reads no request: numbers, never a reference
    assert made.reference not in text(tried)
    web.post(f"{page}nouvelle/", typed(there, "", "Tout le reste", version=1))
    web.post(f"{page}agir/", {"act": "publish", "version": 2})
    assert versions() == []
    web.post(f"{page}essai/", {"version": 2})
    web.post(f"{page}agir/", {"act": "publish", "version": 2})
    [kept] = versions()
    assert [one.name for one in kept.rules] == ["Bals", "Tout le reste"]
    with _as_owner():
        row = Version.objects.get()
        assert (row.by_id, Draft.objects.count()) == (chief.id, 0)
    assert case_of(desk.submit()).department_id == there
    assert case_of(made).department_id == desk.town.department_id
    assert "Bals" in text(web.get(f"{page}versions/1/"))
    assert web.get(f"{page}versions/").status_code == 200
    web.post(f"{page}versions/1/reprendre/", {"version": 0})
    assert version() == 1


def test_who_may_read_the_requests_sees_some_of_them(desk, chief):
    there = another(desk)
    made = desk.submit(event_name="Bal")
    people.member(desk.place, Role.SUPERVISOR, who=chief)
    web, page = client(chief, desk), f"{LIST}{desk.town.case_type.id}/"
    web.post(f"{page}nouvelle/", typed(there, "", version=0))
    tried = text(web.post(f"{page}essai/", {"version": 1}))
    assert made.reference in tried


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("(", ""),
        ("[" * 5000, ""),
        ('inconnu = "x"', "inconnu"),
        ('setting = "lune"', "lune"),
        ("event_name > 3", ""),
        ("event_name", ""),
    ],
)
def test_what_is_wrong_with_a_condition_is_said_beside_it(desk, chief, when, said):
    page = f"{LIST}{desk.town.case_type.id}/nouvelle/"
    answer = client(chief, desk).post(page, typed(desk.town.department_id, when, version=0))
    assert answer.status_code == 422
    assert "Corrigez la condition" in text(answer)
    assert said in text(answer)
    assert "Une règle" in text(answer)  # what was typed beside it is still there
    assert version() == 0


def test_a_button_of_the_editor_saves_nothing_and_keeps_what_was_typed(desk, chief):
    page = f"{LIST}{desk.town.case_type.id}/nouvelle/"
    sent = typed(desk.town.department_id, "", version=0) | {"when-act": "add:r"}
    answer = client(chief, desk).post(page, sent)
    assert answer.status_code == 200
    assert "Une règle" in text(answer)
    assert version() == 0


def test_targets_that_can_t_be_keep_rules_from_being_kept(desk, chief):
    gone = elsewhere_in(desk, Role.AGENT)
    closed = another(desk, is_closed=True)
    here = desk.town.department_id
    in_force(
        desk,
        rule(closed, is_("event_name", "a")),
        rule(uuid.UUID(int=5), is_("event_name", "b")),
        rule(here, is_("event_name", "c"), way=Way.PEOPLE, who=[gone]),
        rule(here, name="Tout"),
        rule(here, is_("event_name", "c"), name="Jamais"),
    )
    web, page = client(chief, desk), f"{LIST}{desk.town.case_type.id}/"
    drawn = text(web.get(page))
    assert drawn.count("À corriger") == 3
    assert "3 points à corriger" in text(web.get(LIST))
    assert "règle 4" in drawn
    web.post(f"{page}agir/", {"act": f"up:{versions()[0].rules[1].id}", "version": 0})
    web.post(f"{page}essai/", {"version": 1})
    web.post(f"{page}agir/", {"act": "publish", "version": 1})
    assert len(versions()) == 1


def test_two_windows_do_not_undo_each_other(desk, chief):
    here = desk.town.department_id
    first, second = rule(here, is_("event_name", "a"), "Un"), rule(here, is_("event_name", "b"), "Deux")
    in_force(desk, first, second)
    web, page = client(chief, desk), f"{LIST}{desk.town.case_type.id}/"
    assert web.post(f"{page}agir/", {"act": f"down:{first.id}", "version": 0}).status_code == 302
    web.post(f"{page}agir/", {"act": f"delete:{first.id}", "version": 0})  # drawn before the draft was begun
    late = web.post(f"{page}regle/{second.id}/", typed(here, "", "Deux bis", version=0))
    assert late.status_code == 422
    assert "Deux bis" in text(late)
    with _as_owner():
        [draft] = Draft.objects.all()
        assert [one["name"] for one in draft.document["rules"]] == ["Deux", "Un"]
    # tried in one window, changed in the other: what was not tried is not kept
    web.post(f"{page}essai/", {"version": 1})
    web.post(f"{page}agir/", {"act": f"switch:{first.id}", "version": 1})
    web.post(f"{page}agir/", {"act": "publish", "version": 1})
    web.post(f"{page}agir/", {"act": "publish", "version": 2})
    assert len(versions()) == 1
    web.post(f"{page}agir/", {"act": "discard", "version": 2})
    assert version() == 0


@pytest.mark.parametrize("address", ["", "nouvelle/", "sinon/", "versions/", "versions/1/"])
def test_whose_it_is_not_finds_nothing(desk, chief, address):
    other = make_desk("Gravelines", "GR", "59273")
    in_force(desk, rule(desk.town.department_id))
    behind_another_wall = elsewhere_in(desk, Role.ADMINISTRATOR)
    path = f"{LIST}{desk.town.case_type.id}/{address}"
    assert client(chief, desk).get(path).status_code == 200
    # a supervisor reads the rules, and changes none
    read = address in ("", "versions/", "versions/1/")
    seen = client(desk.malik, desk).get(path)
    assert seen.status_code == (200 if read else 404)
    for way in () if not read else ("agir/", "reprendre/", "sinon/", "nouvelle/", "regle/"):
        assert f"{desk.town.case_type.id}/{way}" not in seen.content.decode()
    assert client(desk.malik, desk).post(f"{LIST}{desk.town.case_type.id}/agir/", {"act": "discard"}).status_code == 404
    for who, where in (
        (desk.sofia, desk),
        (people.member(other.place, Role.ADMINISTRATOR), other),
        (behind_another_wall, desk),
    ):
        assert client(who, where).get(path).status_code == 404


@pytest.mark.parametrize("act", ["", "up", "up:x", f"up:{uuid.UUID(int=9)}", "drop:1", "publish:x"])
def test_hand_made_acts_do_nothing(desk, chief, act):
    in_force(desk, rule(desk.town.department_id))
    page = f"{LIST}{desk.town.case_type.id}/"
    answer = client(chief, desk).post(f"{page}agir/", {"act": act, "version": "0"})
    assert answer.status_code in (302, 404)
    assert (len(versions()), version()) == (1, 0)


def test_what_no_rule_fits_and_mended_answers(desk, chief):
    there = another(desk)
    web, page = client(chief, desk), f"{LIST}{desk.town.case_type.id}/sinon/"
    assert web.get(page).status_code == 200
    assert web.post(page, {"department": str(there), "way": "people", "version": 0}).status_code == 422
    assert web.post(page, {"department": "x", "way": "pile", "version": 0}).status_code == 422
    assert web.post(page, {"department": str(there), "way": "turn", "mended": "on", "version": 0}).status_code == 302
    with _as_owner():
        rules = RuleSet.model_validate(Draft.objects.get().document)
    assert (rules.otherwise.department, rules.otherwise.way, rules.mended) == (there, Way.TURN, True)


def test_a_page_costs_the_same_whatever_the_number_of_rules(desk, chief):
    web, page = client(chief, desk), f"{LIST}{desk.town.case_type.id}/"

    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            assert web.get(path).status_code == 200
        return len(queries)

    in_force(desk, rule(desk.town.department_id))
    paths = (LIST, page, f"{page}nouvelle/", f"{page}sinon/", f"{page}versions/")
    few = [cost(path) for path in paths]
    in_force(desk, *(rule(desk.town.department_id, is_("event_name", str(n))) for n in range(60)), number=2)
    assert [cost(path) for path in paths] == few


def test_open_requests_are_sent_anew_in_bulk(desk):
    there = another(desk)
    made = [desk.submit(event_name="Bal"), desk.submit(event_name="Bal"), desk.submit(event_name="Concert")]
    taken = desk.submit(event_name="Bal")
    desk.take(taken, desk.sofia)
    in_force(desk, rule(there, is_("event_name", "Bal"), "Les bals"))
    web = client_of(desk.malik, desk.place.host)
    path = f"/agents/en-masse/reaiguiller/?all=1&procedure={desk.town.case_type.slug}"
    assert web.get(path).status_code == 200
    assert "Manifestations" in text(web.post(path))
    for _twice in range(2):  # two runs at once: the second finds nothing left to do
        confirm(web, path)
    work()
    assert [case_of(one).department_id == there for one in made] == [True, True, False]
    assert case_of(taken).department_id == desk.town.department_id
    with _as_owner():
        assert Case.objects.filter(department_id=there).count() == 2
    assert client_of(desk.sofia, desk.place.host).get(path).status_code == 404
