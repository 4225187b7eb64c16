"""Approvals before a step: level after level, m of n, nobody one's own; delegation, absence; two at once."""

import datetime as dt
import threading
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.cases.domain import checking
from parvis.cases.domain.writing import Writing, reachable
from parvis.cases.models import Case
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.opinions.data import Overtaken, Refused
from parvis.opinions.domain import approving, delegating
from parvis.opinions.models import Approval, Vote
from parvis.workload.models import Absence
from tests.cases.test_desk import client_of, text
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.opinions import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db):
    return asked.desk()


@pytest.fixture
def made(here):
    found = here.submit()
    here.take(found, here.sofia)
    return found


@pytest.fixture
def civil(here):
    return asked.colleague(here, "Nadia"), asked.colleague(here, "Karim")


def ask(here, made, who=None):
    who = who or here.sofia
    with acting_as(who.id, Right.HANDLE_CASES):
        return approving.ask(
            made.case_id, "accept", "Merci", by=here.actor(who), at=clock.now(), version=here.version(made)
        )


def say(here, approval, who, level=0, approves=True, reason="", instead_of=None):
    with acting_as(who.id, Right.HANDLE_CASES):
        return approving.say(
            approval.id,
            level=level,
            approves=approves,
            reason=reason,
            instead_of=instead_of,
            by=here.actor(who),
            at=clock.now(),
        )


def may(here, made, who):
    with acting_as(who.id, Right.HANDLE_CASES):
        return {one.id for one in cases.available(made.case_id, by=here.actor(who), at=clock.now())}


def test_a_step_waits_for_its_levels_in_order(here, made, civil):
    nadia, karim = civil
    assert "accept" not in may(here, made, here.sofia)
    with pytest.raises(NotAllowed):
        here.move(made, "accept", here.malik)
    approval = ask(here, made)
    assert made.reference not in text(client_of(nadia).get("/agents/a-approuver/"))
    assert made.reference in text(client_of(here.malik).get("/agents/a-approuver/"))
    with pytest.raises(NotAllowed):  # not their turn
        say(here, approval, nadia)
    assert say(here, approval, here.malik).level == 1
    assert made.reference in text(client_of(nadia).get("/agents/a-approuver/"))
    assert say(here, approval, nadia, level=1).state == "awaited"
    assert say(here, approval, karim, level=1).state == "approved"
    assert "accept" in may(here, made, here.sofia)
    here.move(made, "accept", here.malik)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        assert Approval.objects.get().state == "taken"
    said = [entry.kind for entry in asked.entries(made, "approval")]
    assert said == ["approval_asked", "approval_given", "approval_given", "approval_given"]


def test_nobody_approves_what_they_asked_for(here, made, civil):
    with pytest.raises(Refused, match="Chef de service"):  # the only supervisor asks: nobody is left
        ask(here, made, here.malik)
    approval = ask(here, made)
    with pytest.raises(NotAllowed):
        say(here, approval, here.sofia)
    with acting_as(here.sofia.id, Right.HANDLE_CASES), pytest.raises(ProgrammingError, match="own proposal"):
        Vote.objects.create(
            approval_id=approval.id,
            wall_id=approval.wall_id,
            subject_id=approval.subject_id,
            level=0,
            person_id=here.sofia.id,
            name="x",
            approves=True,
            at=clock.now(),
        )


def test_nor_through_somebody_else(here, made, civil):
    approval = ask(here, made)
    today = clock.today()
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        delegating.give(here.place.id, here.sofia.id, today, today, by=here.malik.id, at=clock.now())
    with pytest.raises(NotAllowed):
        say(here, approval, here.sofia, instead_of=here.malik.id)


def test_a_refusal_needs_a_reason_and_goes_back(here, made, civil):
    approval = ask(here, made)
    client = client_of(here.malik)
    page = f"/agents/a-approuver/{approval.id}/"
    assert client.post(page, {"say": "no", "level": "0"}).status_code == 422
    assert client.post(page, {"say": "no", "level": "0", "reason": "Il manque le plan."}).status_code == 302
    assert "Il manque le plan." in text(client_of(here.sofia).get(f"/agents/dossiers/{made.reference}/"))
    with pytest.raises(Overtaken):
        say(here, approval, here.malik)
    assert ask(here, made).id != approval.id


def test_by_delegation_and_for_who_is_away(here, made, civil, as_owner):
    nadia, karim = civil
    approval = ask(here, made)
    lise = asked.colleague(here, "Lise")
    today, day = clock.today(), dt.timedelta(days=1)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        given = delegating.give(here.place.id, lise.id, today, today + day, by=here.malik.id, at=clock.now())
        with pytest.raises(Refused):
            delegating.give(here.place.id, lise.id, today, today, by=here.malik.id, at=clock.now())
        with pytest.raises(Refused):
            delegating.give(here.place.id, here.malik.id, today, today, by=here.malik.id, at=clock.now())
    page = client_of(lise).get(f"/agents/a-approuver/{approval.id}/")
    assert "Par délégation de Malik Kaci" in text(page)
    say(here, approval, lise, instead_of=here.malik.id)
    assert "par délégation de Malik Kaci" in text(client_of(here.sofia).get(f"/agents/dossiers/{made.reference}/"))
    with acting_as(lise.id, Right.HANDLE_CASES):
        assert not delegating.end(given.id, by=lise.id)
    say(here, approval, nadia, level=1)
    with as_owner():
        Absence.objects.create(
            organisation_id=here.place.id,
            person_id=karim.id,
            replacement_id=here.helene.id,
            first_day=today,
            last_day=today,
            entered_by_id=karim.id,
            entered_at=clock.now(),
        )
    people.member(here.place, Role.AGENT, who=here.helene)
    assert say(here, approval, here.helene, level=1, instead_of=karim.id).state == "approved"
    assert asked.entries(made, "approval_given")[-1].data["instead"] == "absence"


def test_another_step_overtakes_it(here, made, civil):
    approval = ask(here, made)
    here.move(made, "prepare", here.malik)
    with pytest.raises(Overtaken):
        say(here, approval, here.malik)
    assert made.reference not in text(client_of(here.malik).get("/agents/a-approuver/"))


def test_what_was_approved_is_approved_once(here, made, civil):
    approval = ask(here, made)
    with pytest.raises(Overtaken):
        ask(here, made)
    with acting_as(here.malik.id, Right.HANDLE_CASES):
        with pytest.raises(ProgrammingError, match="has not approved"), transaction.atomic():
            Approval.objects.filter(id=approval.id).update(state="approved")
        for values in ({"level": 1}, {"instead_id": here.sofia.id}):
            row = {
                "approval_id": approval.id,
                "wall_id": approval.wall_id,
                "subject_id": approval.subject_id,
                "level": 0,
                "person_id": here.malik.id,
                "name": "x",
                "approves": True,
                "at": clock.now(),
            }
            with pytest.raises(ProgrammingError), transaction.atomic():
                Vote.objects.create(**(row | values))
    # in another's name
    with acting_as(here.malik.id, Right.HANDLE_CASES), pytest.raises(ProgrammingError):
        Vote.objects.create(**(row | {"person_id": civil[0].id}))


def test_nothing_is_born_approved_and_a_vote_is_of_who_may_give_it(here, made, civil):
    approval = ask(here, made)
    inside = {"wall_id": approval.wall_id, "subject_id": approval.subject_id}
    born = inside | {
        "case_id": made.case_id,
        "organisation_id": approval.organisation_id,
        "transition": "refuse",
        "levels": approval.levels,
        "asked_at": clock.now(),
    }
    said = inside | {"approval_id": approval.id, "level": 0, "name": "x", "approves": True, "at": clock.now()}
    with acting_as(here.sofia.id, Right.HANDLE_CASES):
        for values in ({"state": "approved"}, {"level": 1}):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Approval.objects.create(**born, **values)
    with acting_as(civil[0].id, Right.HANDLE_CASES):
        # neither their role nor, without a delegation, that of another one
        for values in ({}, {"instead_id": here.malik.id, "instead": "delegation"}):
            with pytest.raises(ProgrammingError, match="not theirs"), transaction.atomic():
                Vote.objects.create(person_id=civil[0].id, **said, **values)


def test_other_answers_need_another_approval(here, made, civil, as_owner):
    approval = ask(here, made)
    say(here, approval, here.malik)
    for who in civil:
        say(here, approval, who, level=1)
    assert "accept" in may(here, made, here.sofia)
    with as_owner():
        Case.objects.filter(id=made.case_id).update(answers_digest="0" * 64)
    assert asked.one_approval(approval.id).state == "overtaken"
    assert "accept" not in may(here, made, here.sofia)


def test_other_organisations_see_and_approve_nothing(here, made, civil):
    approval = ask(here, made)
    other = make_desk("Gravelines", "GV", "59273")
    assert client_of(other.malik).get(f"/agents/a-approuver/{approval.id}/").status_code == 404
    for reach in (
        Reach(person=other.malik.id, walls=(other.town.wall_id,)),
        Reach(subjects=(made.subject_id,)),
        Reach(person=new_id()),
    ):
        with acting(reach):
            assert not Approval.objects.exists()
            assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("levels", "path"),
    [
        ([{"id": "x", "label": {"fr": "X"}, "rights": ["resident"]}], "rights"),
        ([{"id": "x", "label": {"fr": "X"}, "rights": ["nobody"]}], "rights"),
        ([{"id": "x", "label": {"fr": "X"}, "rights": ["elected_member"]}], "rights"),
        ([{"id": "x", "label": {"fr": "X"}, "rights": ["agent"]}] * 2, "approvals"),
    ],
)
def test_levels_that_nobody_can_fill_are_refused(levels, path):
    raw = asked.document()
    for move in raw["workflow"]["transitions"]:
        if move["id"] == "accept":
            move["approvals"] = levels
    found = checking.check(asked.CaseTypeDefinition.model_validate(raw))
    assert any(one.path.endswith(path) for one in found), found


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ({"within": {"months": 3}}, "opinions.0"),
        ({"clock": "nobody"}, "opinions.0.clock"),
        ({"clock": "safety", "told": "nothing"}, "opinions.0.told"),
        ({"within": {"days": 3}, "extension": "nobody"}, "opinions.0.extension"),
        ({"within": {"days": 3}, "shows": ["nobody"]}, "opinions.0.shows"),
    ],
)
def test_impossible_opinions_are_refused(rule, path):
    base = {"id": "x", "label": {"fr": "X"}}
    found = checking.check(asked.definition(opinions=[base | rule]))
    assert [one.path for one in found] == [path]
    assert all(one.message.into("en") for one in found)


def test_definitions_that_can_be_pass_and_unknown_departments_are_remarked():
    assert checking.check(asked.definition()) == []
    found = checking.examine(asked.definition(), departments=frozenset({"vie-associative"}))
    assert {one.path.rsplit(".", 1)[1] for one in found if not one.blocking} == {"department"}
    for wrong in ({}, {"clock": "safety", "within": {"days": 1}}, {"within": {"days": 0}}):
        with pytest.raises(ValueError):
            asked.definition(opinions=[{"id": "x", "label": {"fr": "X"}} | wrong])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [False, True])
def test_two_at_once(locked, monkeypatch):
    """One level of one, two supervisors at once. Without locks both count and neither learns of the other; with them
    the second is told what the first did.
    """
    here = asked.desk()
    made = here.submit()
    here.take(made, here.sofia)
    for name in ("Nadia", "Karim"):
        asked.colleague(here, name)
    other = asked.colleague(here, "Lise", Role.SUPERVISOR)
    approval = ask(here, made)
    barrier, both = threading.Barrier(2), threading.Barrier(2)

    @contextmanager
    def loose(case_id, *, by, at, **_more):
        with transaction.atomic():
            write = Writing(reachable(case_id, by=by), by=by, at=at, quiet=True)
            yield write
            write.finish()

    if not locked:
        monkeypatch.setattr(approving.cases.beside, "beside", loose)
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_more: self)
        monkeypatch.setattr(approving, "_still", lambda approval, level: both.wait(10))
    outcomes = []

    def vote(who):
        try:
            barrier.wait(10)
            say(here, approval, who)
            outcomes.append("said")
        except Overtaken:
            outcomes.append("overtaken")
        finally:
            connection.close()

    threads = [threading.Thread(target=vote, args=(who,)) for who in (here.malik, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == (["overtaken", "said"] if locked else ["said", "said"])
    assert asked.one_approval(approval.id).level == 1
