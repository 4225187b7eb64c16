"""Rules of handing out: whether they fit, tried before they are kept, in their order, on arrival."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.access.models import Membership
from parvis.cases import api as cases
from parvis.cases.models import Case, TimelineEntry
from parvis.expressions.api import Kind, Program, Variable
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.workload import jobs
from parvis.workload.data import Refused
from parvis.workload.domain import handing, rules
from parvis.workload.models import Notice, Rule, Setting
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.workload.test_load import absent, followers, person
from tests.workload.test_notices import run
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

SCOPE = {
    "name": Variable(Kind.TEXT),
    "guests": Variable(Kind.INTEGER),
    "price": Variable(Kind.DECIMAL),
    "agreed": Variable(Kind.BOOLEAN),
    "place": Variable(Kind.CHOICE, ("hall", "square")),
    "drinks": Variable(Kind.CHOICES, ("1", "3")),
    "day": Variable(Kind.DATE),
    "opens": Variable(Kind.DATETIME),
}
ANSWERS = {
    "name": "Les Éclats",
    "guests": 120,
    "price": 2.5,
    "agreed": True,
    "place": "hall",
    "drinks": ["3"],
    "day": "2026-05-04",
    "opens": "2026-05-04T18:00:00+02:00",
}


@pytest.mark.parametrize(
    ("variable", "operator", "value", "expected"),
    [
        ("name", "is", "les eclats", True),
        ("name", "starts", "LES", True),
        ("name", "contains", "clat", True),
        ("name", "contains", "bal", False),
        ("guests", "is", "120", True),
        ("guests", "least", "121", False),
        ("guests", "most", "1\u00a0000", True),
        ("price", "is", "2,5", True),
        ("agreed", "is", "oui", True),
        ("agreed", "is", "non", False),
        ("place", "is", "hall", True),
        ("place", "not", "hall", False),
        ("drinks", "is", "3", True),
        ("day", "least", "2026-05-05", False),
        ("opens", "most", "2026-05-04", True),
    ],
)
def test_a_typed_comparison(variable, operator, value, expected):
    program = Program({"fits": rules.compared(SCOPE, variable, operator, value)})
    assert program.run(ANSWERS)["fits"] is expected
    assert (program.run({})["fits"] is True) == (operator == "not")  # what was not answered is only “not” something


@pytest.mark.parametrize(
    ("variable", "operator", "value", "field"),
    [
        ("nothing", "is", "1", "variable"),
        ("guests", "contains", "1", "operator"),
        ("guests", "least", "beaucoup", "value"),
        ("place", "is", "moon", "value"),
        ("day", "least", "demain", "value"),
        ("agreed", "is", "peut-être", "value"),
        ("name", "is", "", "value"),
    ],
)
@pytest.mark.django_db
def test_what_can_t_be_compared_says_where(variable, operator, value, field):
    with pytest.raises(Refused) as refused:
        rules.compared(SCOPE, variable, operator, value)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Martin", "M"), ("élan", "E"), ("d’Artagnan", "D"), ("Œuvre", ""), ("", ""), (None, ""), (3, "")],
)
def test_the_letter_is_that_of_the_family_name(name, letter):
    found = rules.family_letter(("person.first_names", "person.family_name"), {"person": {"family_name": name}})
    assert found == letter or (name == "Œuvre" and found in "U")


db = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


def ruled(where, who, place=1, **fields):
    with _as_owner():
        return Rule.objects.create(
            id=new_id(),
            organisation_id=where.town.organisation_id,
            department_id=where.town.department_id,
            place=place,
            people=[one.id for one in who],
            **fields,
        )


def typed(where, who, **fields):
    slug = where.town.case_type.slug
    return {"procedure": slug, "variable": "event_name", "operator": "starts", "value": "bal"} | {
        "people": [str(one.id) for one in who],
        **fields,
    }


@db
def test_a_rule_is_tried_before_it_is_kept(desk):
    bal, fair = desk.submit(event_name="Bal du carnaval"), desk.submit(event_name="Kermesse")
    desk.take(desk.submit(event_name="Bal d’été"), desk.sofia)
    client = client_of(desk.malik)
    address = "/agents/charge/regles/nouvelle/"
    tried = client.post(address, typed(desk, [desk.sofia]))
    assert tried.status_code == 200
    text = tried.content.decode()
    assert "Sur les 3 demandes en cours les plus récentes, elle convient à 2" in text
    assert "1 d’entre elles attend" in text
    assert bal.reference in text
    assert fair.reference not in text
    mark = re.search(r'name="tried" value="([^"]+)"', text)[1]
    with _as_owner():
        assert not Rule.objects.exists()
    other = client.post(address, typed(desk, [desk.sofia], value="kerm") | {"tried": mark})
    assert other.status_code == 200  # another rule than the one that was tried: tried first
    with _as_owner():
        assert not Rule.objects.exists()
    assert client.post(address, typed(desk, [desk.sofia]) | {"tried": mark}).status_code == 302
    with _as_owner():
        rule = Rule.objects.get()
    assert client.get("/agents/charge/regles/").status_code == 200
    for wrong in (
        {"people": []},
        {"people": [str(uuid.uuid4())]},
        {"first_letter": "Z", "last_letter": "A"},
        {"first_letter": "é", "last_letter": "f"},
        {"first_letter": "AB", "last_letter": "C"},
        {"variable": "gone"},
        {"procedure": "", "variable": "event_name"},
        {"operator": "least"},
    ):
        assert client.post(address, typed(desk, [desk.sofia], **wrong)).status_code == 422, wrong
    elsewhere = make_desk("Gravelines", "GV", "59273")
    for path in (f"/agents/charge/regles/{rule.id}/", f"/agents/charge/regles/{rule.id}/supprimer/"):
        assert client_of(elsewhere.malik).post(path, typed(desk, [desk.sofia])).status_code == 404
    with acting_as(elsewhere.malik.id, Right.ASSIGN_CASES):
        assert not Rule.objects.exists()
        assert not Rule.objects.filter(id=rule.id).update(place=9)
    assert client.post(f"/agents/charge/regles/{rule.id}/supprimer/").status_code == 302


@db
def test_the_first_rule_that_fits_counts_and_who_is_away_is_replaced(desk):
    nora, paul = person(desk, "Nora"), person(desk, "Paul")
    slug = desk.town.case_type.slug
    ruled(desk, [nora], 2, procedure=slug, variable="event_name", operator="starts", value="bal")
    first = ruled(desk, [paul], 3, procedure=slug, variable="event_name", operator="contains", value="carnaval")
    assert client_of(desk.malik).post(f"/agents/charge/regles/{first.id}/monter/").status_code == 302
    carnival, ball = desk.submit(event_name="Bal du carnaval"), desk.submit(event_name="Bal d’été")
    other = desk.submit(event_name="Kermesse")
    absent(desk, nora, desk.sofia)
    assert client_of(desk.malik).post("/agents/charge/repartir/").status_code == 302
    with _as_owner():
        found = dict(Case.objects.values_list("id", "assignee_id"))
    assert found[carnival.case_id] == paul.id
    assert found[ball.case_id] == desk.sofia.id
    assert found[other.case_id] == desk.malik.id  # in turn: the fewest, then by name
    assert None not in followers(desk)


@db
@pytest.mark.parametrize(
    ("arrival", "expected"), [("", (None, None)), ("rules", ("sofia", None)), ("all", ("sofia", "malik"))]
)
def test_on_arrival_as_the_department_chose(desk, arrival, expected):
    slug = desk.town.case_type.slug
    ruled(desk, [desk.sofia], procedure=slug, variable="event_name", operator="starts", value="bal")
    if arrival:
        with _as_owner():
            Setting.objects.create(
                department_id=desk.town.department_id, organisation_id=desk.town.organisation_id, arrival=arrival
            )
    ball, other = desk.submit(event_name="Bal du carnaval"), desk.submit(event_name="Kermesse")
    asked = run(jobs.hand_out_each_minute, "arrive")
    with _as_owner():
        found = dict(Case.objects.values_list("id", "assignee_id"))
        wanted = tuple(getattr(desk, one).id if one else None for one in expected)
        assert (found[ball.case_id], found[other.case_id]) == wanted
        assert Notice.objects.count() == sum(1 for one in expected if one)
        said = TimelineEntry.objects.filter(kind="assigned")
        assert {entry.actor_kind for entry in said} <= {"system"}
    for arguments in asked:  # run twice
        jobs.arrive(**arguments)
    if expected[0]:  # what is given back waits for a person
        with acting_as(desk.malik.id, Right.ASSIGN_CASES):
            actor, version = desk.actor(desk.malik), desk.version(ball)
            cases.assign(ball.case_id, by=actor, at=clock.now(), version=version, assignee_id=None)
        run(jobs.hand_out_each_minute, "arrive")
        with _as_owner():
            assert Case.objects.get(id=ball.case_id).assignee_id is None
    with _as_owner():
        assert TimelineEntry.objects.filter(kind="assigned", actor_kind="system").count() == sum(
            1 for one in expected if one
        )


@db
def test_what_no_rule_fits_does_not_keep_the_others_from_being_looked_at(desk, monkeypatch):
    """On arrival and by hand; and a job that has gone through its rounds hands on to another."""
    monkeypatch.setattr(handing, "AT_ONCE", 2)
    nora = person(desk, "Nora")
    ruled(desk, [nora], procedure=desk.town.case_type.slug, variable="event_name", operator="starts", value="bal")
    with _as_owner():
        Setting.objects.create(
            department_id=desk.town.department_id, organisation_id=desk.town.organisation_id, arrival="rules"
        )
    others = [desk.submit(event_name=f"Kermesse {number}") for number in range(4)]
    ball = desk.submit(event_name="Bal du carnaval")

    def follower(made):
        with _as_owner():
            return Case.objects.values_list("assignee_id", flat=True).get(id=made.case_id)

    monkeypatch.setattr(jobs, "_ROUNDS", 1)
    deferred = []
    monkeypatch.setattr(jobs, "_go_on", lambda job, lock, **arguments: deferred.append((job, arguments)))
    assert len(run(jobs.hand_out_each_minute, "arrive")) == 1
    for _round in range(2):
        assert follower(ball) is None
        job, arguments = deferred.pop()
        job(**arguments)
    assert (follower(ball), deferred) == (nora.id, [])
    with _as_owner():
        assert TimelineEntry.objects.get(kind="assigned").data["reason"] == "Réparti selon les règles du service"
    # by hand: the two oldest lie where nobody works, so nothing is given of them, and the others are all the same
    real = handing.plan
    barred = {one.case_id for one in others[:2]}
    monkeypatch.setattr(handing, "plan", lambda pile, *a, **k: real([x for x in pile if x.id not in barred], *a, **k))
    asked = []
    monkeypatch.setattr(jobs.jobs, "defer", lambda job, queueing_lock=None, **arguments: asked.append((job, arguments)))
    assert client_of(desk.malik).post("/agents/charge/repartir/").status_code == 302
    for job, arguments in asked:
        if job is jobs.hand_out:
            deferred.append((job, arguments))
    while deferred:
        job, arguments = deferred.pop()
        job(**arguments)
    assert None not in {follower(one) for one in others[2:]}
    assert {follower(one) for one in others[:2]} == {None}
    with _as_owner():
        said = TimelineEntry.objects.filter(kind="assigned", case_id__in=[one.case_id for one in others])
        assert {one.data["reason"] for one in said} == {"Réparti à qui avait le moins de demandes en cours"}


@db
def test_a_membership_of_the_whole_organisation_receives_too(desk):
    whole = person(desk, "Nora")
    with _as_owner():
        assert Membership.objects.filter(person_id=whole.id).update(department_id=None) == 1
    for _number in range(3):
        desk.submit()
    assert client_of(desk.malik).post("/agents/charge/repartir/").status_code == 302
    assert followers(desk)[whole.id] == 1


@db
def test_a_value_is_quoted_in_the_reader_s_language(desk):
    slug = desk.town.case_type.slug
    ruled(desk, [desk.sofia], procedure=slug, variable="event_name", operator="starts", value="bal")
    client = client_of(desk.malik)
    assert "«\u00a0bal\u00a0»" in client.get("/agents/charge/regles/").content.decode()
    client.post("/langue/", {"language": "en", "next": "/"})
    assert "“bal”" in client.get("/agents/charge/regles/").content.decode()


@db
def test_the_statements_of_a_trial_do_not_grow(desk):
    client = client_of(desk.malik)

    def counted():
        with CaptureQueriesContext(connection) as queries:
            assert client.post("/agents/charge/regles/nouvelle/", typed(desk, [desk.sofia])).status_code == 200
        return len(queries)

    desk.submit(event_name="Bal")
    counted()
    before = counted()
    for number in range(4):
        ruled(desk, [desk.sofia], number, procedure=desk.town.case_type.slug)
        desk.submit(event_name=f"Bal {number}", days=40 + number, at=clock.now() - dt.timedelta(days=number))
    assert counted() == before
