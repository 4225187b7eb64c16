"""Memberships in the record: each change is sealed with its author, and what was written past it is found."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client

from parvis.access import api
from parvis.access.data import Right, Role
from parvis.access.domain.erasure import erase_person
from parvis.access.models import Membership, MembershipEvent
from parvis.identity.registry import PostOffice, post_offices
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from parvis.ledger.data import Fault
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(db):
    return people.place()


def events():
    with people._as_owner():
        return list(MembershipEvent.objects.order_by("id"))


def faults():
    """What a verification says of memberships."""
    with people._as_owner():
        ledger.sequence()
        return {problem.fault for problem in ledger.verify().problems if "access.membership" in problem.detail}


def test_given_and_ended_by_an_administrator_are_sealed_with_their_author(at):
    who, admin = people.person(), people.member(at, Role.ADMINISTRATOR)
    with api.acting_as(admin.id, Right.ADMINISTER, actor="administrator"):
        made = api.appoint(
            person_id=who.id, organisation_id=at.id, department_id=None, role=Role.AGENT, walls=[at.walls["general"]],
            since=clock.today() - dt.timedelta(days=3),
        )  # fmt: skip
        assert api.dismiss(made, last_day=clock.today())
    found = [event for event in events() if event.membership_id == made]
    assert [(event.kind, event.by) for event in found] == [("given", admin.id), ("ended", admin.id)]
    assert [event.data["until"] for event in found] == [None, clock.today().isoformat()]
    assert faults() == set()


def test_one_that_had_not_begun_is_taken_back_in_sight(at):
    who, admin = people.person(), people.member(at, Role.ADMINISTRATOR)
    tomorrow = clock.today() + dt.timedelta(days=1)
    with api.acting_as(admin.id, Right.ADMINISTER, actor="administrator"):
        made = api.appoint(
            person_id=who.id, organisation_id=at.id, department_id=None, role=Role.AGENT, walls=[at.walls["general"]],
            since=tomorrow,
        )  # fmt: skip
        assert api.dismiss(made, last_day=clock.today())
        assert not api.dismiss(made, last_day=clock.today()), "a second click"
    assert [event.kind for event in events() if event.membership_id == made] == ["given", "cancelled"]
    assert faults() == set()


def test_an_accepted_invitation_is_sealed_as_the_persons_own_act(at):
    admin, letters = people.member(at, Role.ADMINISTRATOR), []
    client = Client()
    people.sign_in(client, admin, host=at.host)
    with post_offices.overridden(PostOffice("a test", letters.append)):
        said = {"email": "nouvelle@example.org", "role": "agent", "spheres": ["general"], "department": ""}
        client.post("/agents/membres/inviter/", said)
    path = letters[0].text.partition("localhost:8000")[2].split()[0]
    names = {"given_name": "Nouvelle", "family_name": "Agente", "password": people.PASSWORD}
    assert Client(HTTP_HOST="localhost:8000").post(path, names).status_code == 302
    [event] = [event for event in events() if event.kind == "given" and event.person_id != admin.id]
    assert event.by == event.person_id
    assert event.data["role"] == "agent"
    assert faults() == set()


def test_sign_in_writes_no_event_of_a_membership_that_is_not(at):
    someone, other = people.member(at), people.person()
    with people._as_owner():
        held = Membership.objects.get(person=someone)
    with acting(Reach(actor="signin")):
        for person_id, kind in ((other.id, "given"), (someone.id, "ended")):
            with pytest.raises(DatabaseError), transaction.atomic():
                MembershipEvent.objects.bulk_create(
                    [
                        MembershipEvent(
                            membership_id=held.id, person_id=person_id, organisation_id=at.id, kind=kind,
                            at=clock.now(), data={}, salt=b"0" * 16,
                        )
                    ]
                )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update access_membership set role = 'administrator' where role = 'agent'", Fault.SOURCE_CHANGED),
        ("update access_membershipevent set by = person_id", Fault.SOURCE_CHANGED),
        ("delete from access_membershipevent", Fault.SOURCE_MISSING),
        (
            "insert into access_membership (id, person_id, organisation_id, role, walls, quality, by_delegation, since)"
            " select gen_random_uuid(), person_id, organisation_id, 'supervisor', walls, '', false, since"
            " from access_membership",
            Fault.UNRECORDED,
        ),
    ],
)
def test_what_was_written_past_the_record_is_found(at, statement, fault):
    people.member(at)
    assert faults() == set()
    with people._as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert fault in faults()


def test_an_erased_person_leaves_a_lawful_gap(at):
    who = people.member(at)
    with people._as_owner():
        ledger.sequence()
        erase_person(who.id)
        assert not MembershipEvent.objects.filter(person_id=who.id).exists()
    assert faults() == set()


def test_the_migration_seals_what_was_there_before_it(at):
    who = people.person()
    with people._as_owner():
        row = Membership(
            person=who, organisation_id=at.id, role="agent", walls=[at.walls["general"]], since=clock.today()
        )
        row.save(force_insert=True)
    assert Fault.UNRECORDED in faults()
    with people._as_owner():
        importlib.import_module("parvis.access.migrations.0002_membership_events").record_present(apps, None)
    assert faults() == set()
