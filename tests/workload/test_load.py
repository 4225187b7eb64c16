"""The supervisors' page: numbers and the lists behind them, handing out, absences and their walls."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.cases.models import Case, TimelineEntry, Turn
from parvis.kernel import clock
from parvis.workload import jobs
from parvis.workload.models import Absence, Setting
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


def person(where, name, role=Role.AGENT):
    return people.member(where.place, role, who=people.person(given_name=name, family_name="Martin"))


def absent(where, who, replacement=None, first=0, last=3, by=None):
    today = clock.today()
    with _as_owner():
        return Absence.objects.create(
            organisation_id=where.town.organisation_id,
            person_id=who.id,
            replacement_id=replacement.id if replacement else None,
            first_day=today + dt.timedelta(days=first),
            last_day=today + dt.timedelta(days=last),
            entered_by_id=(by or who).id,
            entered_at=clock.now(),
        )


def followers(where):
    """Who follows what, by how many."""
    with _as_owner():
        found = Case.objects.values_list("assignee_id", flat=True)
        return {who: list(found).count(who) for who in set(found)}


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def busy(desk):
    """Sofia has four: late, at risk, due later and mended; Malik one; two wait."""
    made = [desk.submit() for _ in range(7)]
    today = clock.today()
    for one, days in zip(made, (-2, 3, 30, 31, 32, -1, 2), strict=True):
        desk.due(one, today + dt.timedelta(days=days))
    for one in made[:4]:
        desk.take(one, desk.sofia)
    desk.take(made[4], desk.malik)
    with _as_owner():
        case = Case.objects.get(id=made[3].case_id)
        turn = {"case": case, "wall_id": case.wall_id, "subject_id": case.subject_id, "asked_at": clock.now()}
        Turn.objects.create(**turn, kind="correction", audience="all", state="answered")
        other = Case.objects.get(id=made[2].case_id)
        turn |= {"case": other, "kind": "proposal", "audience": "agents"}
        Turn.objects.create(**turn, state="returned")
        Turn.objects.create(**turn, state="open")  # proposed again since
        Case.objects.filter(id=made[0].case_id).update(received_on=today - dt.timedelta(days=40))
    return desk, made


def rows(page):
    """The numbers of each row, and the addresses that they lead to."""
    text = page.content.decode()
    found = {}
    for row in re.findall(r'<tr role="row".*?</tr>', text, re.S):
        name = re.search(r'<th scope="row"[^>]*>\s*([^<]+?)\s*<', row)
        if name:
            found[name[1]] = [
                (int(number or zero), html.unescape(address))
                for address, number, zero in re.findall(
                    r'<td.*?<div>(?:<a href="([^"]+)"[^>]*>(\d+)|<span[^>]*>(0))', row, re.S
                )
            ]
    return found


def test_every_number_leads_to_the_list_that_it_counts(busy):
    desk, _made = busy
    client = client_of(desk.malik)
    page = client.get("/agents/charge/")
    assert page.status_code == 200
    found = rows(page)
    assert [number for number, _ in found["Sofia Leclercq"]] == [4, 3, 1, 1, 1]
    assert [number for number, _ in found["Malik Kaci"]] == [1, 1, 0, 0, 0]
    for numbers in found.values():
        for number, address in numbers:
            if number:
                listed = client.get(address)
                assert listed.status_code == 200, address
                assert listed.content.decode().count('<span class="pv-reference">') == number, address
    text = page.content.decode()
    assert "2 demandes que personne ne suit" in text
    assert client_of(desk.sofia).get("/agents/charge/").status_code == 404


def test_what_somebody_left_behind_is_seen(busy):
    desk, made = busy
    gone = uuid.uuid4()
    with _as_owner():
        Case.objects.filter(id=made[4].case_id).update(assignee_id=gone, assignee_name="Ancienne Collègue")
    found = rows(client_of(desk.malik).get("/agents/charge/"))
    assert [number for number, _ in found["Ancienne Collègue"]] == [1, 1, 0, 0, 0]


def test_statements_grow_neither_with_agents_nor_with_cases(busy):
    desk, _made = busy
    client = client_of(desk.malik)
    client.get("/agents/charge/")

    def counted(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    before = {path: counted(path) for path in ("/agents/charge/", "/agents/charge/repartir/", "/agents/absences/")}
    assert before["/agents/charge/"] <= 11, before
    for number in range(4):
        one = person(desk, f"Agent {number}")
        absent(desk, one, desk.sofia, 10 + number, 20)
        desk.take(desk.submit(), desk.sofia)
        desk.submit()
    assert {path: counted(path) for path in before} == before


def test_the_days_at_risk_are_the_department_s(busy):
    desk, _made = busy
    client = client_of(desk.malik)
    assert client.post("/agents/charge/reglages/", {"risk_days": "0"}).status_code == 422
    assert client.post("/agents/charge/reglages/", {"risk_days": "²"}).status_code == 422
    assert client.post("/agents/charge/reglages/", {"risk_days": "31"}).status_code == 302
    assert rows(client.get("/agents/charge/"))["Sofia Leclercq"][2][0] == 3
    assert Setting.objects.get().department_id == desk.town.department_id
    elsewhere = make_desk("Gravelines", "GV", "59273")
    assert client.get(f"/agents/charge/?service={elsewhere.town.department_id}").status_code == 404
    with (
        acting_as(elsewhere.malik.id, Right.ASSIGN_CASES),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        Setting.objects.create(department_id=uuid.uuid4(), organisation_id=desk.town.organisation_id)


def test_handing_out_goes_to_who_has_the_fewest_and_is_there(desk):
    for _ in range(2):
        desk.take(desk.submit(), desk.sofia)
    nora, away = person(desk, "Nora"), person(desk, "Absente")
    absent(desk, away)
    for _ in range(5):
        desk.submit()
    client = client_of(desk.malik)
    looked = client.get("/agents/charge/repartir/")
    assert "Absente" not in looked.content.decode()
    assert followers(desk)[None] == 5  # looking gives nothing
    assert client.post("/agents/charge/repartir/").status_code == 302
    found = followers(desk)
    assert found == {desk.sofia.id: 2, desk.malik.id: 3, nora.id: 2} or found == {
        desk.sofia.id: 2,
        desk.malik.id: 2,
        nora.id: 3,
    }
    with _as_owner():
        said = TimelineEntry.objects.filter(kind="assigned", actor_id=desk.malik.id, data__reason__gt="")
        assert said.count() == 5
    assert client.post("/agents/charge/repartir/").status_code == 302  # nothing left, nothing moves
    assert followers(desk) == found


def test_a_job_goes_on_and_gives_nothing_twice(desk):
    for _ in range(4):
        desk.submit()
    given = {
        "organisation_id": str(desk.town.organisation_id),
        "department_id": str(desk.town.department_id),
        "person_id": str(desk.malik.id),
    }
    jobs.hand_out(**given)
    found = followers(desk)
    assert found == {desk.sofia.id: 2, desk.malik.id: 2}
    jobs.hand_out(**given)
    assert followers(desk) == found
    desk.submit()
    jobs.hand_out(**given | {"person_id": str(desk.sofia.id)})  # she may not hand out
    assert followers(desk)[None] == 1


def test_absences_are_entered_by_oneself_or_one_s_supervisor(desk):
    today = clock.today()
    typed = {"first_day": today.isoformat(), "last_day": (today + dt.timedelta(days=4)).isoformat()}
    sofia, malik = client_of(desk.sofia), client_of(desk.malik)
    # hers alone, whoever she names
    answer = sofia.post("/agents/absences/", typed | {"person": str(desk.malik.id), "replacement": str(desk.malik.id)})
    assert answer.status_code == 302
    with _as_owner():
        row = Absence.objects.get()
    assert (row.person_id, row.replacement_id) == (desk.sofia.id, desk.malik.id)
    overlapping = malik.post("/agents/absences/", typed | {"person": str(desk.sofia.id)})
    assert overlapping.status_code == 422
    assert "existe déjà" in overlapping.content.decode()
    circle = malik.post("/agents/absences/", typed | {"person": str(desk.malik.id), "replacement": str(desk.sofia.id)})
    assert circle.status_code == 422
    assert "tourneraient en rond" in circle.content.decode()
    for wrong in (
        {"first_day": "hier"},
        {"first_day": (today + dt.timedelta(days=9)).isoformat()},
        {"first_day": "1999-01-01", "last_day": "1999-01-02"},
        {"last_day": "9999-12-31"},
        {"replacement": str(uuid.uuid4())},
        {"replacement": "moi"},
    ):
        assert malik.post("/agents/absences/", typed | wrong).status_code == 422, wrong
    nora = person(desk, "Nora")
    assert client_of(nora).post(f"/agents/absences/{row.id}/terminer/").status_code == 404
    assert malik.post(f"/agents/absences/{row.id}/terminer/").status_code == 302
    with _as_owner():
        assert not Absence.objects.exists()


def test_the_walls_of_absences(desk):
    elsewhere = make_desk("Gravelines", "GV", "59273")
    row = absent(desk, desk.sofia)
    with acting_as(elsewhere.malik.id, Right.ASSIGN_CASES):
        assert not Absence.objects.exists()
        assert not Absence.objects.filter(id=row.id).update(last_day=clock.today())
    nora = person(desk, "Nora")
    with acting_as(nora.id, Right.HANDLE_CASES):
        assert Absence.objects.count() == 1
        assert not Absence.objects.filter(id=row.id).delete()[0]
    with pytest.raises(IntegrityError, match="workload_absence_apart"), _as_owner(), transaction.atomic():
        absent(desk, desk.sofia, first=2, last=9)


def test_who_stands_in_finds_the_others_among_their_own(desk):
    theirs, own, late = desk.submit(), desk.submit(), desk.submit()
    desk.take(theirs, desk.sofia)
    desk.take(own, desk.malik)
    nora = person(desk, "Nora")
    desk.take(late, nora)
    absent(desk, desk.sofia, desk.malik)
    absent(desk, nora, desk.sofia)  # down the chain
    page = client_of(desk.malik).get("/agents/miens/").content.decode()
    assert {one.reference in page for one in (theirs, own, late)} == {True}
    assert "Vous remplacez Sofia Leclercq jusqu’au" in page
    assert page.count("absent</strong>") == 2
    assert re.search(r'href="/agents/miens/"[^>]*>(?:<[^>]+>|[^<])*?<span class="pv-rail__count">3<', page)
    assert theirs.reference not in client_of(nora).get("/agents/miens/").content.decode()
    everything = client_of(desk.malik).get("/agents/?assignee:is=me").content.decode()
    assert theirs.reference not in everything
