"""A document is asked for with the change that decides it, produced once whatever dies, and erased on demand."""

import datetime as dt
import hashlib
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from parvis.documents import api as documents
from parvis.documents.data import SealNotConfigured
from parvis.documents.domain import keys, producing, sealing
from parvis.documents.events import DocumentRevoked, DocumentSealed
from parvis.documents.jobs import produce_waiting
from parvis.documents.models import Document
from parvis.files import api as files
from parvis.files.models import StoredFile
from parvis.kernel import clock, events
from parvis.kernel.reach import Reach, acting
from tests import queue
from tests.documents import samples
from tests.documents.reading import failures, signature

WALL, OTHER, SUBJECT, ORGANISATION, CASE = (uuid.UUID(int=n) for n in range(1, 6))
AGENT = Reach(walls=(WALL,))
RESIDENT = Reach(subjects=(SUBJECT,))


def ask(content=samples.ORDER, number="2026-DB-0042", reach=AGENT, **options):
    with acting(reach):
        return documents.request(
            content,
            **{
                "issuer": samples.ISSUER,
                "wall_id": WALL,
                "organisation_id": ORGANISATION,
                "subject_id": SUBJECT,
                "case_id": CASE,
                "number": number,
            }
            | options,
        )


def look(document_id, reach=AGENT):
    with acting(reach):
        return documents.get(document_id)


@pytest.fixture
def news(monkeypatch):
    heard = []
    monkeypatch.setitem(events._subscribers, DocumentSealed, [heard.append])
    monkeypatch.setitem(events._subscribers, DocumentRevoked, [heard.append])
    return heard


@pytest.mark.django_db
def test_a_document_exists_at_once_and_its_file_comes_later(news):
    asked = ask()
    assert not asked.ready
    assert (
        asked.title == "Arrêté n°\u00a02026-DB-0042 portant autorisation d’ouverture d’un débit de boissons temporaire"
    )
    assert queue.run_waiting() == 1
    done = look(asked.id)
    assert done.ready
    with acting(RESIDENT):
        pdf = files.read(files.fetch(done.file_id))
        assert files.fetch(done.file_id).name == f"{asked.title}.pdf"
    assert failures(pdf) == []
    assert signature(pdf).intact
    assert [type(event) for event in news] == [DocumentSealed]
    assert news[0].sha256 == done.sha256 == hashlib.sha256(pdf).hexdigest()
    with acting(AGENT):
        row = Document.objects.get(id=asked.id)
        assert row.content is row.issuer is None  # what it said lives in the sealed file alone
        assert row.seal_sha256 == sealing.seal_digest(pdf)


@pytest.mark.django_db
def test_nothing_is_asked_for_by_a_change_that_is_rolled_back():
    with acting(AGENT):
        documents.request(samples.LETTER, issuer=samples.ISSUER, wall_id=WALL, organisation_id=ORGANISATION)
        transaction.set_rollback(True)
    assert queue.waiting() == []


@pytest.mark.django_db
def test_a_number_is_taken_once_for_each_organisation_and_kind():
    ask()
    with pytest.raises(IntegrityError, match="documents_number_once"):
        ask()
    ask(organisation_id=uuid.UUID(int=9))
    ask(samples.REFUSAL)
    ask(samples.RECEIPT, number="")
    ask(samples.RECEIPT, number="")


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["render", "seal", "store", "event"])
def test_a_death_at_any_step_leaves_a_state_that_the_retry_completes(step, monkeypatch, news):
    """The exception stands for the death: what was not committed is gone, bytes on the disk excepted."""

    class Death(BaseException):
        pass

    def die(*args, **options):
        raise Death

    asked = ask()
    with monkeypatch.context() as patch:
        if step == "render":
            patch.setattr(producing.rendering, "render", die)
        elif step == "seal":
            patch.setattr(producing.pressing.press, "seal", die)
        elif step == "store":
            patch.setattr(StoredFile.objects, "create", die)
        else:
            patch.setattr(producing.events, "publish", die)
        with pytest.raises(Death):
            producing.produce(document_id=str(asked.id), wall_id=str(WALL))
    assert not look(asked.id).ready
    assert queue.run_waiting() == 1
    assert look(asked.id).ready
    with acting(AGENT):
        assert StoredFile.objects.count() == 1
    assert len(news) == 1


@pytest.mark.django_db
def test_a_second_run_and_a_rival_change_nothing(monkeypatch, news):
    asked = ask()
    made = producing._make

    def overtaken(document):
        sealed = made(document)
        monkeypatch.setattr(producing, "_make", made)
        producing.produce(document_id=str(asked.id), wall_id=str(WALL))  # a rival finishes first
        return sealed

    monkeypatch.setattr(producing, "_make", overtaken)
    producing.produce(document_id=str(asked.id), wall_id=str(WALL))
    first = look(asked.id)
    producing.produce(document_id=str(asked.id), wall_id=str(WALL))
    assert look(asked.id) == first
    assert len(news) == 1
    with acting(AGENT):
        assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_a_failure_is_kept_on_the_row_and_raised_for_the_retry(settings):
    asked = ask()
    settings.PARVIS_SEAL = "pkcs12:/nowhere.p12"
    for attempt in (1, 2):
        with pytest.raises(SealNotConfigured, match="nowhere"):
            producing.produce(document_id=str(asked.id), wall_id=str(WALL))
        assert look(asked.id).attempts == attempt
    with acting(AGENT):
        assert "there is no file /nowhere.p12" in Document.objects.get(id=asked.id).last_error
    settings.PARVIS_SEAL = ""
    keys._configured.cache_clear()
    queue.run_waiting()
    assert look(asked.id).ready
    with acting(AGENT):
        assert Document.objects.get(id=asked.id).last_error == ""


@pytest.mark.django_db
def test_the_timer_asks_again_for_what_has_waited_too_long():
    old = ask()
    with clock.fixed(clock.now() + dt.timedelta(hours=1)):
        ask(samples.LETTER, number="")
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'failed'")
        with acting(Reach(actor="timer")):
            produce_waiting(0)
            produce_waiting(0)  # one job waits already: no second
    [job] = queue.waiting()
    assert str(old.id) in str(job[2])
    queue.run_waiting()
    assert look(old.id).ready


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["web", "worker", "verifier"])
def test_only_the_timer_hears_what_waits(actor):
    ask()
    with acting(Reach(actor=actor)), connection.cursor() as cursor:
        cursor.execute("select count(*) from documents_waiting(now() + interval '1 day')")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reach", "opens"),
    [(AGENT, True), (RESIDENT, True), (Reach(walls=(OTHER,)), False), (Reach(actor="verifier"), False)],
)
def test_only_its_wall_and_its_subject_open_a_document(reach, opens):
    asked = ask()
    if opens:
        assert look(asked.id, reach) == asked
        with acting(reach):
            assert documents.of_case(CASE) == [asked]
    else:
        with pytest.raises(documents.DocumentNotFound):
            look(asked.id, reach)


@pytest.mark.django_db
def test_a_resident_may_ask_for_a_receipt_of_their_own_and_for_nothing_else():
    assert ask(samples.RECEIPT, number="", reach=RESIDENT).kind == "receipt"
    for content in (samples.ORDER, samples.LETTER):
        with pytest.raises(ProgrammingError, match="row-level security"):
            ask(content, reach=RESIDENT)


@pytest.mark.django_db
def test_a_document_is_revoked_once(news):
    first, second = ask(), ask(number="2026-DB-0043")
    at = clock.now()
    with acting(AGENT):
        documents.revoke(first.id, reason="retrait", at=at, replaced_by=second.id)
        documents.revoke(first.id, reason="encore", at=at + dt.timedelta(days=1))
        assert Document.objects.get(id=first.id).revoked_reason == "retrait"
        assert documents.get(first.id).revoked_at == at
    assert [type(event) for event in news] == [DocumentRevoked]
    with pytest.raises(documents.DocumentNotFound), acting(Reach(walls=(OTHER,))):
        documents.revoke(second.id, reason="", at=at)


@pytest.mark.django_db
def test_an_erased_document_names_nobody_and_is_still_recognised(django_capture_on_commit_callbacks, as_owner):
    asked = ask()
    waiting = ask(samples.LETTER, number="")
    producing.produce(document_id=str(asked.id), wall_id=str(WALL))
    with acting(AGENT):
        pdf = files.read(files.fetch(look(asked.id).file_id))
        with django_capture_on_commit_callbacks(execute=True):
            assert documents.erase_subject(wall_id=WALL, subject_id=SUBJECT) == 2
        assert StoredFile.objects.count() == 0
    producing.produce(document_id=str(waiting.id), wall_id=str(WALL))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select d::text from documents_document d")
        said = " ".join(row[0] for row in cursor.fetchall())
    for word in ("Hélène", "Carnavaleux", "débit", str(SUBJECT), str(CASE)):
        assert word not in said
    assert documents.check(pdf).copy == "same"


@pytest.mark.django_db
def test_asking_costs_the_decider_two_statements(django_assert_num_queries):
    with acting(AGENT), django_assert_num_queries(2):
        documents.request(samples.LETTER, issuer=samples.ISSUER, wall_id=WALL, organisation_id=ORGANISATION)
