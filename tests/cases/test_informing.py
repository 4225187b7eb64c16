"""A department's mailbox is told once of what comes together, of however many requests."""

import datetime as dt
import uuid

import pytest
from django.core import mail as outgoing
from django.db import connection

from parvis.bulk.models import Item
from parvis.cases import api as cases, jobs
from parvis.cases.domain import informing
from parvis.cases.models import Case, MailboxNotice
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.models import Mail
from parvis.territory import models as territory
from parvis.territory.domain.directory import forget
from tests.bulk.test_runs import address, confirm, work
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting
from tests.workspace.test_inbox import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk()


def tell():
    """What the timer does each minute."""
    with acting(Reach(actor="timer")):
        jobs.tell_mailboxes(0)
    run_waiting()


def department(desk, code="espaces-verts", **more):
    with _as_owner():
        made = territory.Department.objects.create(
            organisation_id=desk.town.organisation_id, code=code, name_fr="Espaces verts", **more
        )
    forget()
    return made.id


def mails():
    with _as_owner():
        return list(Mail.objects.filter(template__in=("cases/agents", "cases/several")).order_by("queued_at", "id"))


def many(desk, count):
    """So many open cases, as the first."""
    first = desk.submit()
    with _as_owner(), connection.cursor() as cursor:
        fields = [one.column for one in Case._meta.concrete_fields if not one.generated]
        taken = ["gen_random_uuid()" if one == "id" else one for one in fields]
        taken[fields.index("draft_id")] = "null"
        taken[fields.index("reference_key")] = "'DK26' || lpad(n::text, 5, '0') || 'X'"
        taken[fields.index("reference")] = "'DK-26-' || lpad(n::text, 5, '0') || '-X'"
        cursor.execute(
            f"insert into cases_case ({', '.join(fields)}) select {', '.join(taken)}"  # noqa: S608
            " from cases_case, generate_series(1, %s) n where id = %s",
            [count - 1, first.case_id],
        )
    return first


def test_a_mass_transfer_of_five_hundred_is_one_e_mail(desk):
    many(desk, 500)
    place = department(desk, email="espaces-verts@example.fr")
    _look, _done, _sent = confirm(
        client_of(desk.malik), address("attribuer", query="state=all"), to="nobody", department=str(place)
    )
    work()
    with _as_owner():
        assert Item.objects.filter(state="done").count() == 500
    run_waiting(5_000)
    assert mails() == [], "nothing leaves case by case"
    tell()
    tell()
    [told] = mails()
    assert (told.to, told.subject) == ("espaces-verts@example.fr", "500 demandes vous sont confiées")
    body = outgoing.outbox[-1].body
    assert "et 490 autres" in body
    assert body.count("https://") + body.count("http://") >= 10
    assert told.case_id is None


def test_what_comes_one_by_one_is_told_at_once_then_together(desk):
    place = department(desk, email="espaces-verts@example.fr")
    made = [desk.submit(20 + day) for day in range(6)]
    start = clock.now()

    def hand(case, minute):
        with clock.fixed(start + dt.timedelta(minutes=minute)):
            with desk.town.inside():
                informing.ask(Case.objects.get(id=case.case_id), informing.HANDED, place)
            run_waiting()
            tell()

    for minute, case in enumerate(made):
        hand(case, minute)
    assert [mail.template for mail in mails()] == ["cases/agents"] * 3
    with clock.fixed(start + dt.timedelta(minutes=11)):
        tell()
        tell()
    assert mails()[-1].subject == "3 demandes vous sont confiées"
    assert len(mails()) == 4
    with clock.fixed(start + dt.timedelta(minutes=12)), _as_owner():
        MailboxNotice.objects.update(told_at=start - dt.timedelta(days=30))
    with acting(Reach(actor="timer")):
        informing.forget()
    with _as_owner():
        assert not MailboxNotice.objects.exists()


def test_a_mailbox_that_is_gone_is_told_nothing_and_an_erased_case_is_not_named(desk):
    place = department(desk, email="espaces-verts@example.fr")
    first, second = desk.submit(20), desk.submit(21)
    with desk.town.inside():
        for one in (first, second):
            informing.ask(Case.objects.get(id=one.case_id), informing.HANDED, place)
        informing.ask(Case.objects.get(id=first.case_id), informing.HANDED, uuid.uuid4())
    run_waiting()
    with acting(Reach(actor="privacy", walls=(desk.town.wall_id,))):
        cases.erase_case(first.case_id, at=clock.now())
    tell()
    [told] = mails()
    assert second.reference in told.subject
    with desk.town.inside():
        informing.ask(Case.objects.get(id=second.case_id), informing.HANDED, place)
    run_waiting()
    with _as_owner():
        territory.Department.objects.filter(id=place).update(email="")
        territory.Organisation.objects.update(email="")
    forget()
    tell()
    assert len(mails()) == 1
    with _as_owner():
        assert not MailboxNotice.objects.filter(told_at=None).exists()
