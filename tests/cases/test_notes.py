"""Internal notes: for agents alone, whatever the page, and never taken for a message."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from parvis.access.models import Refusal
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.models import Case, TimelineEntry
from parvis.identity.models import Session
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.own import HOST, opened
from tests.cases.test_desk import client_of, page, text
from tests.factories import people
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db
WORDS = "Le président a déjà appelé trois fois, voir avec <b>la police</b>."


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def made(desk):
    return desk.submit()


def write(desk, made, body=WORDS, who=None):
    return client_of(who or desk.sofia).post(page(made, "note/"), {"note": body})


def test_colleagues_read_it_among_the_messages_and_in_the_history(desk, made):
    assert write(desk, made).status_code == 302
    desk.reply(made, "Bonjour")
    answer = client_of(desk.malik).get(page(made))
    html, read = answer.content.decode(), text(answer)
    assert html.index("pv-message--internal") < html.index("Bonjour</p>")
    assert "Note interne, non montrée à l’usager" in read
    assert "&lt;b&gt;la police&lt;/b&gt;" in html
    assert "Sofia Leclercq" in read


def test_the_person_concerned_sees_it_on_no_page_and_by_no_statement(desk, made):
    write(desk, made)
    visitor = Client(headers={"host": HOST})
    opened(visitor, made)
    for path in ("", "recu/"):
        assert "police" not in visitor.get(f"/demandes/{made.reference}/{path}").content.decode()
    assert "police" not in visitor.get("/demandes/").content.decode()
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        assert not TimelineEntry.objects.filter(kind="note").exists()


def test_a_resident_cannot_write_one(desk, made):
    with acting(Reach(actor="web", subjects=(made.subject_id,))):
        case = Case.objects.get(id=made.case_id)
        with pytest.raises(ProgrammingError), transaction.atomic():
            TimelineEntry.objects.create(
                case=case,
                wall_id=case.wall_id,
                subject_id=case.subject_id,
                at=clock.now(),
                kind="note",
                audience="agents",
                actor_kind="agent",
                data={"text": "x"},
                version=1,
                salt=b"0" * 16,
            )


def test_it_disturbs_nobody(desk, made):
    """Neither a colleague who is writing nor the person: the version stays."""
    write(desk, made)
    assert desk.version(made) == 1
    assert client_of(desk.malik).post(page(made, "message/"), {"body": "Bonjour", "version": 1}).status_code == 302


def test_a_second_click_writes_it_once(desk, made, as_owner):
    client = client_of(desk.sofia)
    for _ in range(2):
        assert client.post(page(made, "note/"), {"note": WORDS}).status_code == 302
    with as_owner():
        assert TimelineEntry.objects.filter(kind="note").count() == 1


@pytest.mark.parametrize("body", ["", " \n ", "a" * 10_001])
def test_what_cannot_be_kept_stays_in_its_field(desk, made, as_owner, body):
    answer = write(desk, made, body)
    assert answer.status_code == 422
    assert 'href="#note"' in answer.content.decode()
    if body.strip():
        assert body in answer.content.decode()
    with as_owner():
        assert not TimelineEntry.objects.filter(kind="note").exists()


def test_a_session_that_timed_out_keeps_the_words(desk, made, as_owner):
    client = client_of(desk.sofia)
    with as_owner():
        Session.objects.filter(person_id=desk.sofia.id).update(seen_at=clock.now() - dt.timedelta(minutes=31))
    ended = client.post(page(made, "note/"), {"note": "Ma longue note"})
    assert ended.status_code == 401
    assert "saisie-conservee" in ended.content.decode()


def test_nobody_outside_the_wall_or_without_the_right(desk, made, as_owner):
    other = make_desk("Gravelines", "GV", "59273")
    for who in (other.sofia, desk.helene, people.person()):
        assert write(desk, made, who=who).status_code == 404
    with as_owner():
        assert not TimelineEntry.objects.filter(kind="note").exists()
        assert Refusal.objects.exists()
    with desk.town.inside(), pytest.raises((NotFound, NotAllowed)):
        cases.note(made.case_id, "x", by=desk.actor(other.sofia), at=clock.now())


def test_it_is_sealed_and_goes_with_the_case(desk, made, as_owner):
    write(desk, made)
    with as_owner(), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute("update cases_timelineentry set data = '{}' where kind = 'note'")
    with acting(Reach(actor="worker", walls=(desk.town.wall_id,))):
        cases.erase_case(made.case_id, at=clock.now())
    with as_owner():
        assert not TimelineEntry.objects.exists()
