"""Files behind their walls: who opens them, what a draft's end takes, and who wins when both come at once."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test import Client

from parvis.access.api import acting_as, consultations
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.domain import drafts
from parvis.cases.models import Attachment, Case, Draft
from parvis.files.domain import disk
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from tests.cases.conftest import VISITOR
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.desk import desk as make_desk
from tests.factories.people import cookies_of
from tests.waiting import until


@pytest.fixture
def var(settings, tmp_path):
    settings.PARVIS_VAR = tmp_path


@pytest.fixture
def desk(var, db):
    made = make_desk()
    attached.ask_for_files(made)
    return made


def web(token="", **more):
    return acting(Reach(actor="web", token=token, **more))


def counts():
    return Attachment.objects.count(), StoredFile.objects.filter(media_type="image/jpeg").count()


class TestWalls:
    def test_a_drafts_files_are_its_own(self, desk):
        draft_id, token = attached.draft(desk, a__jpg=attached.picture())
        with web(token):
            assert counts() == (1, 0)  # the stored file opens to the draft's own id alone
        with web(token, subjects=(draft_id,)):
            assert counts() == (1, 1)
        with web("0" * 64):
            assert counts() == (0, 0)
        with acting_as(desk.malik.id, Right.READ_CASES):
            assert counts() == (0, 0)

    def test_a_cases_files_are_its_walls_and_its_persons(self, desk):
        made = attached.submit(desk, a__jpg=attached.picture())
        with acting_as(desk.sofia.id, Right.READ_CASES):
            assert counts() == (1, 1)
        with web(subjects=(made.subject_id,)):
            assert counts() == (1, 1)
        with web(subjects=(uuid.uuid4(),)):
            assert counts() == (0, 0)
        other = make_desk("Gravelines", "GR", "59273")
        with acting_as(other.sofia.id, Right.READ_CASES):
            assert counts() == (0, 0)

    def test_a_lent_case_takes_its_files_along(self, desk):
        made = attached.submit(desk, a__jpg=attached.picture())
        other = make_desk("Gravelines", "GR", "59273")
        desk.lend(made, other)
        with acting_as(other.sofia.id, Right.READ_CASES):
            assert counts() == (1, 1)

    @pytest.mark.parametrize(
        "change", ["name = 'x'", "sha256 = repeat('0', 64)", "wall_id = gen_random_uuid()", "case_id = null"]
    )
    def test_raw_sql_changes_nothing(self, desk, change):
        made = attached.submit(desk, a__jpg=attached.picture())
        for reach in (Reach(subjects=(made.subject_id,)), Reach(walls=(desk.town.wall_id,))):
            with acting(reach), connection.cursor() as cursor:
                try:
                    with transaction.atomic():
                        cursor.execute(f"update cases_attachment set {change}")
                        assert cursor.rowcount == 0
                except (ProgrammingError, IntegrityError):
                    continue

    def test_erasure_takes_rows_and_bytes(self, desk, django_capture_on_commit_callbacks):
        made = attached.submit(desk, a__jpg=attached.picture())
        with django_capture_on_commit_callbacks(execute=True), web(walls=(desk.town.wall_id,)):
            cases.erase_case(made.case_id, at=clock.now())
        with _as_owner():
            assert counts() == (0, 0)
        assert not list(disk.root().glob("*/*/*"))


@pytest.fixture
def client():
    return Client(headers={"host": "localhost"})


class TestTheViewer:
    def test_agents_see_pages_and_openings_are_written_down(self, desk, client):
        made = attached.submit(desk, a__jpg=attached.picture(), b__pdf=attached.pdf(2))
        client.cookies.load(cookies_of(desk.sofia))
        page = client.get(f"/agents/dossiers/{made.reference}/")
        assert page.content.decode().count("data:image/webp;base64,") == 2
        with _as_owner():
            photo, paper = Attachment.objects.order_by("id")
        address = f"/agents/dossiers/{made.reference}/fichiers/{paper.id}/"
        page = client.get(address + "?page=2")
        assert f"{address}page/2/0/1/" in page.content.decode()
        assert f"/fichiers/{photo.id}/" in page.content.decode()
        drawn = client.get(f"{address}page/2/90/1/")
        assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/jpeg")
        assert drawn["Cache-Control"].startswith("private, no-store")
        assert client.get(f"{address}page/9/0/1/").status_code == 404
        assert client.get(f"{address}page/1/45/1/").status_code == 404
        copy = client.get(f"{address}copie/")
        assert copy["Content-Disposition"].startswith("attachment")
        assert copy["X-Content-Type-Options"] == "nosniff"
        with _as_owner():
            assert consultations("attachment", paper.id)[0].times == 2

    def test_another_desk_finds_nothing(self, desk, client):
        made = attached.submit(desk, a__jpg=attached.picture())
        with _as_owner():
            [photo] = Attachment.objects.all()
        other = make_desk("Gravelines", "GR", "59273")
        client.cookies.load(cookies_of(other.sofia))
        for rest in ("", "copie/", "page/1/0/1/"):
            assert client.get(f"/agents/dossiers/{made.reference}/fichiers/{photo.id}/{rest}").status_code == 404


class TestEnds:
    def test_lapsed_drafts_go_with_their_files(self, desk, django_capture_on_commit_callbacks):
        draft_id, _token = attached.draft(desk, a__jpg=attached.picture())
        with _as_owner():
            Draft.objects.filter(id=draft_id).update(saved_at=clock.now() - dt.timedelta(days=91))
        with django_capture_on_commit_callbacks(execute=True), acting(Reach(actor="timer")):
            assert drafts.forget(at=clock.now()) == 1
        with _as_owner():
            assert counts() == (0, 0)
        assert not list(disk.root().glob("*/*/*"))

    def test_nothing_is_added_to_what_was_sent(self, desk):
        draft_id, token = attached.draft(desk, a__jpg=attached.picture())
        with web(token):
            cases.submit(draft_id, by=VISITOR, at=clock.now())
            with pytest.raises(NotAllowed):
                attached.add(draft_id, "b.jpg", attached.picture())


@pytest.mark.django_db(transaction=True)
class TestRaces:
    """Two connections at once: the draft's row decides."""

    def test_a_submission_and_the_timer(self, var):
        """The timer waits for a submission that holds the draft, and takes nothing that became the case's."""
        desk = make_desk()
        attached.ask_for_files(desk)
        draft_id, token = attached.draft(desk, a__jpg=attached.picture())
        with _as_owner():
            Draft.objects.filter(id=draft_id).update(saved_at=clock.now() - dt.timedelta(days=91))
        done = threading.Event()

        def forget():
            try:
                with acting(Reach(actor="timer")):
                    drafts.forget(at=clock.now())
            finally:
                connections.close_all()
                done.set()

        timer = threading.Thread(target=forget)
        with web(token):
            made = cases.submit(draft_id, by=VISITOR, at=clock.now())
            timer.start()
            until(_waiting, what="the timer waits for the draft")
            assert not done.is_set()
        timer.join(30)
        with _as_owner():
            [held] = Case.objects.get(id=made.case_id).answers["plan"]
            stored = StoredFile.objects.get(id=held["id"])
            assert Attachment.objects.filter(case_id=made.case_id).count() == 1
        assert disk.digest(disk.place(stored.wall_id, stored.sha256)) == held["sha256"]

    def test_the_timer_first(self, var):
        """A submission that comes while the timer deletes the draft finds none, and leaves nothing."""
        desk = make_desk()
        attached.ask_for_files(desk)
        draft_id, token = attached.draft(desk, a__jpg=attached.picture())
        with _as_owner():
            Draft.objects.filter(id=draft_id).update(saved_at=clock.now() - dt.timedelta(days=91))
        found = []

        def submit():
            try:
                with web(token):
                    cases.submit(draft_id, by=VISITOR, at=clock.now())
            except NotFound as error:
                found.append(error)
            finally:
                connections.close_all()

        sender = threading.Thread(target=submit)
        with acting(Reach(actor="timer")):
            drafts.forget(at=clock.now())
            sender.start()
            until(_waiting, what="the submission waits for the draft")
        sender.join(30)
        assert len(found) == 1
        with _as_owner():
            assert counts() == (0, 0)
        assert not list(disk.root().glob("*/*/*"))


def _waiting() -> bool:
    """Whether some connection waits for a lock."""
    with _as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return bool(cursor.fetchone()[0])
