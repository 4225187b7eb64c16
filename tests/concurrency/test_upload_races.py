"""A file that comes or goes while its request is sent or thrown away: whole on one side, nothing on the other."""

import threading

import pytest
from django.db import connection

from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import attachments
from parvis.cases.models import Attachment, Case, Draft
from parvis.files.domain import disk
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import VISITOR
from tests.concurrency.test_races import Meeting, together
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk as make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(transactional_db, tmp_path, settings):
    settings.PARVIS_VAR = tmp_path
    desk = make_desk()
    attached.ask_for_files(desk)
    return attached.draft(desk, a__jpg=attached.picture(), b__jpg=attached.picture((80, 40)))


def web(token):
    return acting(Reach(actor="web", token=token))


def submit(draft_id, token):
    with web(token):
        return cases.submit(draft_id, by=VISITOR, at=clock.now())


def whole():
    """Every file of the case has its row, its stored file and its bytes; nothing else is kept."""
    with _as_owner():
        wanted = {one["id"] for case in Case.objects.all() for one in case.answers["plan"]}
        assert {str(one.id) for one in Attachment.objects.exclude(case_id=None)} == wanted
        rows = {str(row.id): row for row in StoredFile.objects.filter(held_by=None, id__in=wanted)}
        assert set(rows) == wanted
        for row in rows.values():
            assert disk.digest(disk.place(row.wall_id, row.sha256)) == row.sha256
        left = {str(one.id) for one in Attachment.objects.filter(case_id=None)}
        held = {str(one) for one in StoredFile.objects.exclude(held_by=None).values_list("id", flat=True)}
        assert left == held
        return len(wanted), len(left)


def test_a_file_is_taken_off_while_the_request_is_sent(draft, monkeypatch):
    """The submission has read the draft's files when the other tab removes one of them: that waits its turn."""
    draft_id, token = draft
    with web(token):
        first = next(iter(attachments.of_draft(draft_id)))
    read, meeting, settled = threading.Event(), Meeting(2), attachments.settled

    def slowly(*args):
        found = settled(*args)
        read.set()
        meeting.wait()
        return found

    def take_off():
        assert read.wait(20)
        with web(token):
            gone = attachments.take_off(draft_id, first)
        meeting.wait()
        return gone

    monkeypatch.setattr(attachments, "settled", slowly)
    submitted, gone = together(lambda: submit(draft_id, token), take_off)
    assert not isinstance(submitted, Exception), repr(submitted)
    assert gone is False
    assert whole() == (2, 0)


@pytest.mark.parametrize("end", ["submit", "discard"])
def test_a_file_arrives_while_the_request_is_sent_or_thrown_away(draft, end):
    draft_id, token = draft

    def add():
        with web(token):
            return attached.add(draft_id, "c.jpg", attached.picture((90, 30)))

    def discard():
        with web(token):
            return cases.drafts.discard(draft_id)

    other = (lambda: submit(draft_id, token)) if end == "submit" else discard
    added, ended = together(add, other)
    assert not isinstance(ended, Exception), repr(ended)
    assert isinstance(added, Attachment | NotAllowed | NotFound), repr(added)
    cased, left = whole()
    assert (cased, left) == ((2, 0) if end == "submit" else (0, 0))
    with _as_owner(), connection.cursor() as cursor:
        assert Draft.objects.filter(case_id=None).count() == 0
        cursor.execute("select count(*) from files_storedfile")
        assert cursor.fetchone()[0] >= cased


def test_an_old_draft_is_resumed_with_a_file_while_the_timer_forgets(draft):
    """Either it was touched in time and stays whole, or it is gone with all its files."""
    draft_id, token = draft
    with _as_owner():
        Draft.objects.filter(id=draft_id).update(saved_at=clock.now() - cases.drafts.KEPT * 2)

    def resume():
        with web(token):
            loaded = cases.drafts.load(draft_id)
            found = loaded.draft.answers | {"remark": "me revoilà"}
            return cases.drafts.save(
                draft_id, found, page="papers", version=loaded.draft.version, by=VISITOR, at=clock.now()
            )

    def forget():
        with acting(Reach(actor="timer")):
            return cases.drafts.forget(at=clock.now())

    resumed, forgotten = together(resume, forget)
    with _as_owner():
        if isinstance(resumed, int):
            assert forgotten == 0
            assert Attachment.objects.filter(draft_id=draft_id).count() == 2
            assert StoredFile.objects.filter(held_by=draft_id).count() == 2
        else:
            assert (type(resumed), forgotten) == (NotFound, 1)
            assert not Attachment.objects.exists()
            assert not StoredFile.objects.filter(held_by=draft_id).exists()
