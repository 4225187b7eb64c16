"""Who stands in takes the cases of who is away, nobody else's; an absence is its person's and their department's."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.access.models import Membership
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel import clock
from parvis.territory import models as territory
from parvis.territory.domain.directory import forget
from parvis.workload.models import Absence
from tests.cases.test_desk import page, text
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workload.test_load import absent, person
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


def take(desk, made, who, **more):
    with acting_as(who.id, Right.HANDLE_CASES):
        return cases.assign(
            made.case_id,
            by=desk.actor(who),
            at=clock.now(),
            version=desk.version(made),
            **({"assignee_id": who.id, "assignee_name": "Nora Martin"} | more),
        )


def follower(made):
    with _as_owner():
        return Case.objects.get(id=made.case_id).assignee_id


def test_who_stands_in_takes_and_nobody_else(desk):
    made, other = desk.submit(), desk.submit()
    nora, ines = person(desk, "Nora"), person(desk, "Inès")
    desk.take(made, desk.sofia)
    desk.take(other, desk.malik)
    with pytest.raises(NotAllowed):
        take(desk, made, nora)  # Sofia is there
    row = absent(desk, desk.sofia, nora)
    assert "Prendre" in text(client_of(nora).get(page(made)))
    assert "vous remplacez" in text(client_of(nora).get(page(made)))
    assert "vous remplacez" not in text(client_of(ines).get(page(made)))
    for who, one in ((ines, made), (nora, other)):
        with pytest.raises(NotAllowed):
            take(desk, one, who)
    with pytest.raises(NotAllowed):  # for herself, not for a third, nor to another department
        take(desk, made, nora, assignee_id=ines.id, assignee_name="Inès Martin")
    with pytest.raises(NotAllowed):
        take(desk, made, nora, assignee_id=None, assignee_name="")
    answer = client_of(nora).post(
        page(made, "attribuer/"),
        {"to": "me", "version": desk.version(made), "department": str(desk.town.department_id)},
    )
    assert answer.status_code == 302
    assert follower(made) == nora.id
    with _as_owner():
        noted = TimelineEntry.objects.filter(case_id=made.case_id, kind="assigned").latest("id")
    assert noted.data["instead"] == "Sofia Leclercq"
    assert "remplace Sofia Leclercq" in text(client_of(nora).get(page(made)))
    take(desk, made, nora, assignee_id=None, assignee_name="")  # hers now, to give back
    with _as_owner():
        Case.objects.filter(id=made.case_id).update(assignee_id=desk.sofia.id)
        Absence.objects.filter(id=row.id).update(last_day=clock.today() - dt.timedelta(days=1), first_day="2026-01-01")
    with pytest.raises(NotAllowed):
        take(desk, made, nora)


def test_down_the_chain_the_last_one_takes_and_a_case_of_another_wall_stays(desk):
    made = desk.submit()
    nora, ines = person(desk, "Nora"), person(desk, "Inès")
    desk.take(made, desk.sofia)
    absent(desk, desk.sofia, nora)
    absent(desk, nora, ines)
    with pytest.raises(NotAllowed):
        take(desk, made, nora)  # away herself: what is meant for Sofia goes on to Inès
    take(desk, made, ines)
    assert follower(made) == ines.id


@pytest.fixture
def two_departments(desk):
    """Léa supervises another department, Ana works there, Max supervises the whole organisation."""
    with _as_owner():
        green = territory.Department.objects.create(
            organisation_id=desk.town.organisation_id, code="espaces-verts", name_fr="Espaces verts"
        )
    forget()
    there = replace(desk.place, departments=[green.id])
    named = [people.person(given_name=name, family_name="Martin") for name in ("Léa", "Ana", "Max")]
    lea, ana, top = (
        people.member(there, role, who=who)
        for role, who in zip((Role.SUPERVISOR, Role.AGENT, Role.SUPERVISOR), named, strict=True)
    )
    with _as_owner():
        Membership.objects.filter(person_id=top.id).update(department_id=None)
    return lea, ana, top


def test_an_absence_is_ended_by_its_person_and_their_department_s_supervisors(desk, two_departments):
    lea, ana, top = two_departments
    ends = "/agents/absences/{}/terminer/"
    for who, may in ((lea, False), (ana, False), (desk.sofia, True), (desk.malik, True), (top, True)):
        row = absent(desk, desk.sofia)
        shown = ends.format(row.id) in client_of(who).get("/agents/absences/").content.decode()
        assert shown is may, who
        assert client_of(who).post(ends.format(row.id)).status_code == (302 if may else 404), who
        with _as_owner():
            assert Absence.objects.filter(id=row.id).exists() is not may
            Absence.objects.all().delete()
    row = absent(desk, desk.sofia)
    with acting_as(lea.id, Right.ASSIGN_CASES):  # the table says the same
        assert not Absence.objects.filter(id=row.id).update(last_day=clock.today())
        assert not Absence.objects.filter(id=row.id).delete()[0]
        with pytest.raises(ProgrammingError), transaction.atomic():
            absent_row(desk, desk.malik, lea)
        absent_row(desk, ana, lea)


def absent_row(desk, who, by):
    today = clock.today()
    return Absence.objects.create(
        organisation_id=desk.town.organisation_id,
        person_id=who.id,
        first_day=today,
        last_day=today,
        entered_by_id=by.id,
        entered_at=clock.now(),
    )


def test_an_absence_is_entered_for_those_of_one_s_department(desk, two_departments):
    lea, ana, _top = two_departments
    today = clock.today().isoformat()
    typed = {"first_day": today, "last_day": today, "person": str(desk.sofia.id)}
    refused = client_of(lea).post("/agents/absences/", typed)
    assert refused.status_code == 422
    assert "Choisissez quelqu’un de la liste" in text(refused)
    assert client_of(lea).post("/agents/absences/", typed | {"person": str(ana.id)}).status_code == 302
    with _as_owner():
        assert Absence.objects.get().person_id == ana.id
