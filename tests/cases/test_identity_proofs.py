"""Proofs of identity: marked on every page, read by who handles the request alone, erased first and for good."""

import datetime as dt
import io
from contextlib import closing

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import given, settings as checked, strategies as some
from PIL import Image

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.domain import attachments, erasing_proofs, streaming
from parvis.cases.domain.parts import parts_of
from parvis.cases.models import Attachment, Case, TimelineEntry
from parvis.files import api as files
from parvis.files.confined import marking
from parvis.files.domain import disk, removing
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.ledger import api as ledger
from tests.cases.own import HOST, opened
from tests.cases.test_desk import client_of, page
from tests.factories import attached
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db
LINES = ("Copie remise à Ville de Dunkerque", "pour « Buvette » le 2 mars 2026", "– ne vaut que pour cela –")
CARD = attached.picture((300, 200))


@pytest.fixture
def desk(settings, tmp_path, db):
    settings.PARVIS_VAR = tmp_path
    made = make_desk()
    attached.ask_for_files(made, attached.PROOF_PAGE)
    return made


def worker(desk):
    return acting(Reach(actor="worker", walls=(desk.town.wall_id,)))


def proof_of(desk, made):
    with worker(desk):
        return Attachment.objects.get(case_id=made.case_id)


def bytes_of(wall_id):
    return {digest for digests in disk.contents(wall_id) for digest in digests}


def decide(desk, made):
    desk.take(made, desk.sofia)
    desk.refuse(made, "La place est prise par le marché.")


def erase(desk, made):
    with worker(desk):
        erasing_proofs.erase(case_id=str(made.case_id), wall_id=str(desk.town.wall_id))


def marks(shown):
    """The share of dark pixels in each ninth of a picture that was one colour."""
    grey = shown.convert("L")
    wide, high = grey.width // 3, grey.height // 3
    found = []
    for column in range(3):
        for row in range(3):
            part = grey.crop((column * wide, row * high, (column + 1) * wide, (row + 1) * high))
            middle = part.histogram().index(max(part.histogram()))
            found.append(sum(count for value, count in enumerate(part.histogram()) if abs(value - middle) > 25))
    return [count / (wide * high) for count in found]


class TestMarks:
    @pytest.mark.parametrize("colour", ["white", "black", (128, 128, 128), (20, 60, 120)])
    @pytest.mark.parametrize("size", [(300, 200), (200, 900), (640, 640)])
    def test_every_part_of_a_page_has_them(self, size, colour):
        assert min(marks(marking.marked(Image.new("RGB", size, colour), LINES))) > 0.01

    @checked(max_examples=6, deadline=None)
    @given(some.text(min_size=1, max_size=60), some.sampled_from([(40, 40), (120, 3000), (900, 50)]))
    def test_whatever_the_names(self, name, size):
        assert marking.marked(Image.new("RGB", size, "white"), (name, "pour cela")).size == size

    @pytest.mark.parametrize(("name", "data", "pages"), [("a.jpg", CARD, 1), ("a.pdf", attached.pdf(3), 3)])
    def test_every_page_that_comes_in(self, desk, name, data, pages):
        draft_id, token = attached.draft(desk)
        with acting(Reach(actor="web", token=token)):
            kept = attached.add(draft_id, f"CNI 1234567890 Deswarte {name}", data)
            assert (kept.pages, kept.proof_days) == (pages, 2)
            assert "Deswarte" not in kept.name
            where = files.whereabouts(attachments.file_of(kept))
            for number in range(1, pages + 1):
                drawn, _type = files.draw(where, kept.media_type, page=number, width=400)
                shown = Image.open(io.BytesIO(drawn))
                # the example is red on its left: what is drawn over it is dark on both
                assert min(marks(shown)) > 0.01
        assert not [found for found in disk.root().rglob("*") if found.is_file() and found.read_bytes() == data]

    def test_too_many_pages_and_what_is_no_picture_are_refused(self, desk):
        draft_id, token = attached.draft(desk)
        with acting(Reach(actor="web", token=token)):
            for data, reason in ((attached.pdf(4), files.Reason.TOO_LARGE), (b"MZ" + bytes(99), files.Reason.KIND)):
                with pytest.raises(files.FileRefused) as refused:
                    attached.add(draft_id, "a.pdf", data)
                assert refused.value.reason is reason
            assert not Attachment.objects.exists()

    def test_a_file_that_was_not_marked_proves_nothing(self, desk):
        """By a hand-made page: a paper of another question, named as the proof."""
        draft_id, token = attached.draft(desk)
        with acting(Reach(actor="web", token=token)):
            loaded = cases.drafts.load(draft_id)
            form = loaded.published.form
            options = form.files[1].asked["fr"].options
            with closing(attached.spooled("a.jpg", CARD)) as came:
                other = attachments.add(loaded.draft, "f-other", options, came, at=clock.now())
            proof = attached.add(draft_id, "a.jpg", CARD)
            values = [attachments.value(other), attachments.value(proof)]
            known = attachments.of_draft(draft_id)
            assert attachments.settled(form, {"plan": values, "other": values}, known) == {
                "plan": [attachments.value(proof)],
                "other": [attachments.value(other)],
            }


@pytest.mark.parametrize(
    ("kind", "closed", "days", "named", "on", "due"),
    [
        ("open", None, 2, True, "2026-03-09", False),
        ("decided", "2026-03-02T23:30+01:00", 2, True, "2026-03-04", False),
        ("decided", "2026-03-02T23:30+01:00", 2, True, "2026-03-05", True),
        ("decided", "2026-03-02T00:30+01:00", 0, True, "2026-03-02", False),
        ("decided", "2026-03-02T00:30+01:00", 0, True, "2026-03-03", True),
        ("closed", "2026-03-02T12:00+01:00", 62, True, "2026-03-03", True),
        ("open", None, 62, False, "2026-03-02", True),
        ("closed", "2026-03-02T12:00+01:00", None, True, "2026-06-03", False),
        ("open", None, None, False, "2026-06-03", False),
    ],
)
def test_when_it_has_to_go(kind, closed, days, named, on, due):
    case = Case(kind=kind, closed_at=dt.datetime.fromisoformat(closed) if closed else None)
    assert erasing_proofs.due(case, Attachment(proof_days=days), named=named, on=dt.date.fromisoformat(on)) is due
    gone = Attachment(proof_days=days, erased_at=clock.now())
    assert not erasing_proofs.due(case, gone, named=named, on=dt.date.fromisoformat(on))


class TestErasing:
    def decided(self, desk, monkeypatch):
        made = attached.submit(desk, a__jpg=CARD)
        decide(desk, made)
        later = clock.now() + dt.timedelta(days=3)
        monkeypatch.setattr(clock, "now", lambda: later)
        return made

    def test_the_timer_finds_it_and_the_night_erases_it(self, desk, monkeypatch, django_capture_on_commit_callbacks):
        made = attached.submit(desk, a__jpg=CARD)
        kept = proof_of(desk, made)
        with acting(Reach(actor="timer")):
            assert erasing_proofs.ask(at=clock.now() + dt.timedelta(days=90)) == 0
        decide(desk, made)
        with acting(Reach(actor="web")), connection.cursor() as cursor:  # the door opens to the timer alone
            cursor.execute("select * from cases_proofs_due('2999-01-01', 9)")
            assert cursor.fetchall() == []
        later = clock.now() + dt.timedelta(days=3)
        monkeypatch.setattr(clock, "now", lambda: later)
        with acting(Reach(actor="timer")):
            assert erasing_proofs.ask(at=later) == 1
        assert kept.sha256 in bytes_of(desk.town.wall_id)
        with django_capture_on_commit_callbacks(execute=True):
            run_waiting()
        assert kept.sha256 not in bytes_of(desk.town.wall_id)
        gone = proof_of(desk, made)
        assert (gone.erased_at, bytes(gone.thumbnail)) == (later, b"")
        with acting(Reach(actor="timer")):
            assert erasing_proofs.ask(at=later) == 0
        with worker(desk):
            entry = TimelineEntry.objects.get(case_id=made.case_id, kind="identity_erased")
            assert entry.data == {"files": [str(kept.id)]}

    def test_killed_in_the_middle_it_is_all_there_or_all_gone(self, desk, monkeypatch):
        made = self.decided(desk, monkeypatch)
        kept = proof_of(desk, made)

        def killed(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(ledger, "record", killed)
            with worker(desk), transaction.atomic():
                erasing_proofs.erase(case_id=str(made.case_id), wall_id=str(desk.town.wall_id))
        with worker(desk):
            assert proof_of(desk, made).erased_at is None
            assert files.read(files.fetch(kept.id))
        erase(desk, made)  # the commit's callbacks never run in this test: as if killed right after it
        with worker(desk):
            assert kept.sha256 in bytes_of(desk.town.wall_id)
            assert not StoredFile.objects.filter(id=kept.id).exists()
            removing.tidy(desk.town.wall_id)  # what the nightly sweep does behind each wall
        assert kept.sha256 not in bytes_of(desk.town.wall_id)
        erase(desk, made)
        with worker(desk):
            assert TimelineEntry.objects.filter(case_id=made.case_id, kind="identity_erased").count() == 1

    def test_it_stays_while_the_case_is_open_and_answers_a_correction_no_more_once_gone(self, desk, monkeypatch):
        made = attached.submit(desk, a__jpg=CARD)
        erase(desk, made)
        assert proof_of(desk, made).erased_at is None
        decide(desk, made)
        later = clock.now() + dt.timedelta(days=3)
        monkeypatch.setattr(clock, "now", lambda: later)
        erase(desk, made)
        with worker(desk):
            case = Case.objects.get(id=made.case_id)
            form = cases.types.load(case.revision_id).form
            known = {str(one.id): one for one in attachments.of_case(case)}
            assert "plan" not in attachments.settled(form, case.answers, known)


class TestReaders:
    def test_its_mark_alone_leaves_the_desk(self, desk):
        made = attached.submit(desk, a__jpg=CARD)
        with acting_as(desk.sofia.id, Right.READ_CASES):
            case = Case.objects.get(id=made.case_id)
            form = cases.types.load(case.revision_id).form
            assert form.getters({"plan"}, "fr")["plan"](case.answers) == "copie remise"
            assert streaming.papers_of([case.id], issued=False, attached=True) == []
            assert parts_of(case, "fr").files == [] == attachments.shared(case)
            assert len(attachments.of_case(case)) == 1

    def test_who_opens_it(self, desk):
        made = attached.submit(desk, a__jpg=CARD)
        kept = proof_of(desk, made)
        address = page(made, f"fichiers/{kept.id}/")
        other = make_desk("Gravelines", "GR", "59273")
        # another organisation's agent, somebody of ours without that right, nobody
        for stranger in (client_of(other.sofia), client_of(desk.helene), Client(headers={"host": HOST})):
            for path in (address, f"{address}copie/"):
                assert stranger.get(path).status_code in (302, 404)
            assert stranger.post(f"{address}vu/", {"paper": "card"}).status_code in (401, 404)
        with worker(desk):
            assert not TimelineEntry.objects.filter(case_id=made.case_id, kind="identity_seen").exists()

    def test_what_agents_saw_and_when_it_went(self, desk, monkeypatch):
        made = attached.submit(desk, a__jpg=CARD)
        kept = proof_of(desk, made)
        address = page(made, f"fichiers/{kept.id}/")
        sofia = client_of(desk.sofia)
        for _twice in range(2):
            assert "Vu par Sofia" in sofia.get(address).content.decode()
        with worker(desk):
            assert TimelineEntry.objects.filter(case_id=made.case_id, kind="identity_seen").count() == 1
        for said in ({"paper": "1234"}, {"paper": "passport", "until": "demain"}):
            sofia.post(f"{address}vu/", said)
        for _twice in range(2):
            assert sofia.post(f"{address}vu/", {"paper": "passport", "until": "2030-01-31"}).status_code == 302
        with worker(desk):
            assert TimelineEntry.objects.filter(case_id=made.case_id, kind="identity_seen").count() == 2
        decide(desk, made)
        later = clock.now() + dt.timedelta(days=3)
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda: later)
            erase(desk, made)
        shown = sofia.get(address).content.decode()
        assert "Passeport, valable jusqu’au 31" in shown
        assert "Effacé le" in shown
        assert "/page/1/" not in shown
        assert sofia.get(f"{address}copie/").status_code == 404
        assert sofia.get(f"{address}page/1/0/1/").status_code == 404
        sofia.post(f"{address}vu/", {"paper": "card"})
        assert "Effacé le" in sofia.get(page(made)).content.decode()
        with worker(desk):
            assert TimelineEntry.objects.filter(case_id=made.case_id, kind="identity_seen").count() == 2

    def test_its_person_has_it_while_it_stands(self, desk, monkeypatch):
        made = attached.submit(desk, a__jpg=CARD)
        kept = proof_of(desk, made)
        visitor = opened(Client(headers={"host": HOST}), made)
        own = f"/demandes/{made.reference}/"
        assert f"{own}fichiers/{kept.id}/" in visitor.get(own).content.decode()
        assert visitor.get(f"{own}fichiers/{kept.id}/").status_code == 200
        decide(desk, made)
        later = clock.now() + dt.timedelta(days=3)
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda: later)
            erase(desk, made)
        shown = visitor.get(own).content.decode()
        assert f"fichiers/{kept.id}/" not in shown
        assert "Justificatif d’identité effacé" in shown
