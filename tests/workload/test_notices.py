"""What agents are told of: at once, a flood as one, late ones, the digest; to whom, once, and not a word too much."""

import datetime as dt
import uuid

import pytest
from django.core import mail as outgoing
from django.test import Client
from hypothesis import given, strategies as st

from parvis.access.api import acting_as
from parvis.access.data import Right, Role
from parvis.access.models import Membership
from parvis.cases import api as cases
from parvis.cases.domain import informing
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications.domain.delivering import deliver
from parvis.notifications.models import Mail
from parvis.workload import jobs
from parvis.workload.domain import digesting, noticing
from parvis.workload.models import Notice, Preference
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import desk as make_desk
from tests.workload.test_load import absent, person
from tests.workspace.test_inbox import _fresh, client_of  # noqa: F401 - what a process keeps is read anew

#: a Monday, nine o'clock in Paris
MORNING = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
db = pytest.mark.django_db


@pytest.fixture
def desk(db):
    with clock.fixed(MORNING):
        yield make_desk()


def give(where, made, who):
    """Have the supervisor give a case."""
    with acting_as(where.malik.id, Right.ASSIGN_CASES):
        return cases.assign(
            made.case_id,
            by=where.actor(where.malik),
            at=clock.now(),
            version=where.version(made),
            assignee_id=who.id,
            assignee_name=f"{who.given_name} {who.family_name}",
        )


def run(periodic, name):
    """What a timer asks for, done."""
    asked = []
    real = jobs.jobs.defer
    jobs.jobs.defer = lambda job, queueing_lock=None, **arguments: asked.append((job, arguments))
    try:
        with acting(Reach(actor="timer")):
            periodic(0)
    finally:
        jobs.jobs.defer = real
    for job, arguments in asked:
        if job.__name__ == name:
            job(**arguments)
    return [arguments for job, arguments in asked if job.__name__ == name]


def mails(template):
    with _as_owner():
        return list(Mail.objects.filter(template=f"workload/{template}").order_by("queued_at", "id"))


@given(st.lists(st.integers(0, 90), max_size=60))
def test_whatever_comes_few_leave_and_nothing_waits_long(moments):
    """Notices that come at these minutes, and a timer each minute: never more than `MOST` within `WINDOW`."""
    minutes = int(noticing.WINDOW.total_seconds() // 60)
    waiting, sent, waited = [], [], []
    for minute in range(200):
        now = MORNING + dt.timedelta(minutes=minute)
        waiting += [minute for at in moments if at == minute]
        if waiting and noticing.may_leave(sent, now):
            waited += [minute - since for since in waiting]
            waiting = []
            sent.append(now)
    assert not waiting
    assert len(waited) == len(moments)
    assert max(waited, default=0) < minutes
    for at in sent:
        assert sum(1 for other in sent if at <= other < at + noticing.WINDOW) <= noticing.MOST


@db
def test_what_is_given_is_told_once_and_what_one_takes_is_not(desk):
    desk.take(desk.submit(), desk.sofia)
    assert run(jobs.tell_each_minute, "tell") == []
    made = desk.submit(event_name="Fête secrète de Zoé")
    give(desk, made, desk.sofia)
    assert len(run(jobs.tell_each_minute, "tell")) == 1
    assert run(jobs.tell_each_minute, "tell") == []
    (found,) = mails("notice")
    assert found.to == desk.sofia.email
    assert found.subject == "1 demande vous est confiée"
    for said in (found.text, found.html):
        assert made.reference in said
        assert "Zoé" not in said
        assert f"/agents/dossiers/{made.reference}/" in said
    jobs.tell(person_id=str(desk.sofia.id), walls=[str(desk.town.wall_id)])  # the same job again
    assert len(mails("notice")) == 1


@db
def test_a_flood_is_one_message_that_says_how_many(desk):
    for number in range(noticing.MOST):
        with clock.fixed(MORNING + dt.timedelta(minutes=number)):
            give(desk, desk.submit(), desk.sofia)
            run(jobs.tell_each_minute, "tell")
    assert len(mails("notice")) == noticing.MOST
    for number in range(14):
        with clock.fixed(MORNING + dt.timedelta(minutes=3, seconds=number)):
            give(desk, desk.submit(), desk.sofia)
            run(jobs.tell_each_minute, "tell")
    assert len(mails("notice")) == noticing.MOST
    with clock.fixed(MORNING + noticing.WINDOW):
        run(jobs.tell_each_minute, "tell")
        run(jobs.tell_each_minute, "tell")
    found = mails("notice")
    assert len(found) == noticing.MOST + 1
    assert found[-1].subject == "14 demandes vous sont confiées"
    assert "et 4 autres" in found[-1].text


@db
def test_who_wants_none_or_is_away_or_gone_gets_none(desk):
    client = client_of(desk.sofia)
    assert client.post("/agents/notifications/", {"hour": "7", "late": "1"}).status_code == 302
    give(desk, desk.submit(), desk.sofia)
    assert len(run(jobs.tell_each_minute, "tell")) == 1
    assert mails("notice") == []
    with _as_owner():
        assert Notice.objects.get().told_at
        Preference.objects.all().delete()
    absent(desk, desk.sofia)
    given = give(desk, desk.submit(), desk.sofia)
    assert given.assignee_id == desk.sofia.id  # nobody stands in
    run(jobs.tell_each_minute, "tell")
    assert mails("notice") == []
    noticed = uuid.uuid4()
    with acting(Reach(walls=(desk.town.wall_id,))):
        noticing.leave(noticed, given.id, desk.town.wall_id, noticing.ASSIGNED, at=clock.now())
    run(jobs.tell_each_minute, "tell")
    assert mails("notice") == []


@db
def test_what_is_meant_for_somebody_away_goes_to_who_stands_in(desk):
    nora = person(desk, "Nora")
    absent(desk, desk.sofia, nora)
    given = give(desk, desk.submit(), desk.sofia)
    assert (given.assignee_id, given.assignee_name) == (nora.id, "Nora Martin")
    run(jobs.tell_each_minute, "tell")
    assert [one.to for one in mails("notice")] == [nora.email]
    page = client_of(desk.malik).get(f"/agents/dossiers/{given.reference}/").content.decode()
    assert "qui remplace Sofia Leclercq" in page
    absent(desk, nora, desk.sofia)  # a circle, made behind the page's back
    assert give(desk, desk.submit(), desk.sofia).assignee_id == desk.sofia.id


@db
def test_what_became_late_is_told_once_to_who_has_it_or_stands_in(desk):
    nora = person(desk, "Nora")
    today = clock.today()
    for who, days in ((desk.sofia, -1), (desk.sofia, -2), (desk.sofia, -90), (desk.sofia, 0), (nora, -1)):
        made = desk.submit()
        desk.take(made, who)
        desk.due(made, today + dt.timedelta(days=days))
    absent(desk, nora, desk.malik)
    for _twice in range(2):
        run(jobs.begin_each_day, "note_late")
        run(jobs.tell_each_minute, "tell")
    found = {one.to: one.subject for one in mails("notice")}
    assert found == {
        desk.sofia.email: "2 de vos demandes sont en retard",
        desk.malik.email: "1 de vos demandes est en retard",
    }
    assert len(mails("notice")) == 2
    with clock.fixed(MORNING - dt.timedelta(days=1)):  # a Sunday
        with _as_owner():
            Notice.objects.all().delete()
        run(jobs.begin_each_day, "note_late")
    with _as_owner():
        assert not Notice.objects.exists()


@db
def test_however_many_became_late_each_is_told_once(desk, monkeypatch):
    monkeypatch.setattr(noticing, "AT_ONCE", 2)
    made = [desk.submit() for _number in range(5)]
    for one in made:
        desk.take(one, desk.sofia)
        desk.due(one, clock.today() - dt.timedelta(days=1))
    assert len(run(jobs.begin_each_day, "note_late")) == 1
    with _as_owner():
        assert {one.case_id for one in Notice.objects.filter(what="late")} == {one.case_id for one in made}
    assert run(jobs.begin_each_day, "note_late") == []  # nothing is left to ask for
    with _as_owner():
        Notice.objects.filter(case_id=made[3].case_id).delete()
    wall, today = desk.town.wall_id, clock.today()
    for reach, found in (
        (Reach(actor="worker", walls=(wall,)), [made[3].case_id]),
        (Reach(actor="worker", walls=(uuid.uuid4(),)), []),
        (Reach(actor="worker"), []),
        (Reach(walls=(wall,)), []),
    ):
        with acting(reach):
            assert [row[0] for row in noticing._newly_late(wall, today, uuid.UUID(int=0))] == found, reach


@db
def test_what_lies_behind_a_wall_that_one_left_is_not_named(desk):
    elsewhere = make_desk("Gravelines", "GV", "59273")
    left, kept = desk.submit(), elsewhere.submit()
    give(desk, left, desk.sofia)
    people.member(elsewhere.place, Role.AGENT, who=desk.sofia)
    give(elsewhere, kept, desk.sofia)
    with _as_owner():
        gone = Membership.objects.filter(person_id=desk.sofia.id, organisation_id=desk.town.organisation_id)
        yesterday = clock.today() - dt.timedelta(days=1)
        assert gone.update(since=yesterday, until=yesterday) == 1
    run(jobs.tell_each_minute, "tell")
    (said,) = mails("notice")
    assert said.subject == "1 demande vous est confiée"
    assert kept.reference in said.text
    assert left.reference not in said.text + said.html
    with _as_owner():
        assert not Notice.objects.filter(told_at=None).exists()


@db
def test_the_digest_comes_once_a_day_from_its_hour_on(desk):
    made = desk.submit(event_name="Fête secrète de Zoé")
    desk.take(made, desk.sofia)
    desk.submit()
    first = run(jobs.begin_each_day, "digest")
    assert {one["person_id"] for one in first} == {str(desk.sofia.id), str(desk.malik.id)}
    run(jobs.begin_each_day, "digest")
    for arguments in first:  # the same jobs again, and a day late
        jobs.digest(**arguments)
        with clock.fixed(MORNING + dt.timedelta(days=1)):
            jobs.digest(**arguments)
    found = {one.to: one for one in mails("digest")}
    assert set(found) == {desk.sofia.email, desk.malik.email}
    assert len(mails("digest")) == 2
    said = found[desk.sofia.email]
    assert said.subject == "Vos demandes du lundi 23 novembre"
    assert "1 en cours, 1 nouvelle cette semaine" in said.text
    assert "1 demande du service que personne ne suit" in said.text
    assert "Zoé" not in said.text + said.html
    with clock.fixed(MORNING - dt.timedelta(days=1)):  # a Sunday
        run(jobs.begin_each_day, "digest")
    with clock.fixed(MORNING + dt.timedelta(days=1) - dt.timedelta(hours=3)):  # before the hour
        assert run(jobs.begin_each_day, "digest") == []
    assert len(mails("digest")) == 2


@db
def test_who_is_away_gets_no_digest_and_who_stands_in_reads_for_whom(desk):
    made = desk.submit()
    desk.take(made, desk.sofia)
    absent(desk, desk.sofia, desk.malik)
    run(jobs.begin_each_day, "digest")
    (said,) = mails("digest")
    assert said.to == desk.malik.email
    assert "En remplacement de Sofia Leclercq\u00a0: 1 en cours" in said.text


@db
def test_one_click_ends_the_digest_and_nothing_else(desk):
    desk.take(desk.submit(), desk.sofia)
    run(jobs.begin_each_day, "digest")
    (said,) = [one for one in mails("digest") if one.to == desk.sofia.email]
    path = "/" + said.unsubscribe.split("/", 3)[3]
    assert f'<a href="{said.unsubscribe}">' in said.html
    stranger = Client(headers={"host": f"{desk.place.host}:8000"})
    assert stranger.get(path).status_code == 200
    with _as_owner():
        assert Preference.objects.get(person_id=desk.sofia.id).digest
    answer = stranger.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    with _as_owner():
        found = Preference.objects.get(person_id=desk.sofia.id)
    assert (found.digest, found.assigned, found.late) == (False, True, True)
    assert stranger.post(path[:-2] + "x/").status_code == 404
    with clock.fixed(MORNING + dt.timedelta(days=1)):
        run(jobs.begin_each_day, "digest")
    assert [one.to for one in mails("digest")].count(desk.sofia.email) == 1
    with acting(Reach(actor="worker")):
        deliver(mail_id=str(said.id), wall_id=None)
    sent = [one for one in outgoing.outbox if one.to == [desk.sofia.email]][-1]
    assert sent.extra_headers["List-Unsubscribe"] == f"<{said.unsubscribe}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@db
def test_a_withdrawal_is_told_to_who_follows_it(desk):
    made = desk.submit()
    desk.take(made, desk.sofia)
    with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
        informing.inform(
            case_id=str(made.case_id),
            wall_id=str(desk.town.wall_id),
            what=informing.WITHDRAWN,
            department_id=str(desk.town.department_id),
        )
    run(jobs.tell_each_minute, "tell")
    (said,) = mails("notice")
    assert said.subject == "1 de vos demandes a été retirée"


@db
def test_keys_are_read_by_whom_they_are_for():
    who = uuid.uuid4()
    assert digesting.read_key(digesting.key(who)) == who
    assert digesting.read_key("x") is None
