"""Files of a request being filled in, without script and with it; at submission; when something fails."""

import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from parvis.cases.models import Attachment, Case, Draft
from parvis.files.domain import disk, scanning
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.data import Sphere
from tests.conftest import _as_owner
from tests.factories import attached
from tests.factories.territory import territory
from tests.procedures.conftest import Visit, posts

ADDRESS = "papers"


@pytest.fixture
def visit(db, client, settings, tmp_path):
    settings.PARVIS_VAR = tmp_path
    found = territory()
    procedures.publish(
        found.group.id,
        temporary_bar.SLUG,
        definition=attached.definition(),
        face=temporary_bar.FACE,
        sphere=Sphere.GENERAL,
        at=clock.now(),
        offered_by=[found.dunkerque.id],
    )
    made = Visit(client, found)
    address = made.begin()
    said = posts()
    while not address.endswith("/papers/"):
        page_id = address.split("/")[-2]
        address = made.post(address, {**said[page_id], "version": str(made.version())}).url
    return made


def sent(name="plan.jpg", data=None):
    return SimpleUploadedFile(name, attached.picture() if data is None else data)


def send(visit, **fields):
    return visit.post(visit.page(ADDRESS), {"version": str(visit.version()), "f-stalls-count": "0", **fields})


def answers(visit):
    with _as_owner():
        return Draft.objects.values_list("answers", flat=True).get(id=visit.draft)


def rows():
    with _as_owner():
        return Attachment.objects.count(), StoredFile.objects.filter(held_by__isnull=False).count()


def attach(visit, data=None, name="plan.jpg", field="f-plan"):
    return visit.post(
        visit.page(ADDRESS) + "fichiers/", {"name": field, "file": sent(name, data), "f-stalls-count": "1"}
    )


def submitted(visit):
    """Send the request with one file; its case."""
    assert send(visit, **{"f-plan": sent(), "f-remark": "voilà"}).status_code == 302
    answer = visit.post(f"/brouillons/{visit.draft}/envoyer/")
    assert "/recu/" in answer.url, answer.url
    with _as_owner():
        return Case.objects.get()


class TestWithoutScript:
    def test_files_go_with_the_page(self, visit):
        answer = send(visit, **{"f-plan": [sent(), sent("devis.pdf", attached.pdf())], "f-remark": "voilà"})
        assert answer.status_code == 302, answer.content.decode()
        first, second = answers(visit)["plan"]
        assert (first["name"], first["media_type"]) == ("plan.jpg", "image/jpeg")
        assert (second["name"], second["media_type"]) == ("devis.pdf", "application/pdf")
        assert rows() == (2, 2)

    def test_they_are_kept_when_the_page_has_errors_elsewhere(self, visit):
        answer = send(visit, **{"f-plan": sent(), "f-remark": ""})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "plan.jpg" in page
        assert 'enctype="multipart/form-data"' in page
        [held] = answers(visit)["plan"]
        again = send(visit, **{"f-plan-kept": json.dumps(held), "f-remark": "voilà"})
        assert again.status_code == 302
        assert [one["name"] for one in answers(visit)["plan"]] == ["plan.jpg"]

    def test_add_more_and_remove(self, visit):
        answer = send(visit, **{"f-plan": sent(), "f-plan-add-files": "1"})
        assert answer.status_code in (200, 422)
        [held] = answers(visit)["plan"]
        kept = {"f-plan-kept": json.dumps(held)}
        answer = send(
            visit, **kept, **{"f-plan": sent("deux.png", attached.picture(form="PNG")), "f-plan-add-files": "1"}
        )
        assert [one["name"] for one in answers(visit)["plan"]] == ["plan.jpg", "deux.png"]
        held = [json.dumps(one) for one in answers(visit)["plan"]]
        send(visit, **{"f-plan-kept": held, "f-plan-remove": answers(visit)["plan"][0]["id"]})
        assert [one["name"] for one in answers(visit)["plan"]] == ["deux.png"]
        assert rows() == (1, 1)

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("photo.jpg", b"MZ\x90\0" + bytes(500), "n’est pas un fichier des types demandés"),
            ("vide.pdf", b"", "est vide"),
            ("gros.jpg", b"\xff\xd8\xff" + bytes(2_100_000), "est trop lourd"),
            ("enorme.jpg", b"\xff\xd8\xff" + bytes(26_000_000), "est trop lourd"),
            ("coupe.jpg", attached.picture((300, 300))[:900], "est abîmé ou incomplet"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_rest_is_kept(self, visit, name, data, said):
        answer = send(visit, **{"f-plan": [sent(), sent(name, data)], "f-remark": "voilà"})
        assert answer.status_code == 422
        assert said in answer.content.decode().replace("\u202f", " ")
        assert name in answer.content.decode()
        assert [one["name"] for one in answers(visit)["plan"]] == ["plan.jpg"]
        assert answers(visit)["remark"] == "voilà"
        assert list((disk.root().parent / "incoming").iterdir()) == []

    def test_one_too_many(self, visit):
        answer = send(visit, **{"f-plan": [sent(f"{n}.jpg") for n in range(4)], "f-remark": "voilà"})
        assert answer.status_code == 422
        assert len(answers(visit)["plan"]) == 3

    def test_a_file_in_a_row_of_a_block(self, visit):
        answer = send(
            visit, **{"f-plan": sent(), "f-remark": "ok", "f-stalls-count": "1", "f-stalls-0-photo": sent("s.jpg")}
        )
        assert answer.status_code == 302
        assert answers(visit)["stalls"][0]["photo"][0]["name"] == "s.jpg"

    def test_a_forged_file_does_not_count(self, visit):
        forged = {"id": str(uuid.uuid4()), "name": "x.pdf", "size": 1, "media_type": "text/html", "sha256": "0" * 64}
        answer = send(visit, **{"f-plan-kept": json.dumps(forged), "f-remark": "voilà"})
        assert answer.status_code == 422
        assert "plan" not in answers(visit)

    def test_journeys_without_files_pay_nothing(self, visit):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            visit.get(visit.page("who"))
        assert not [one for one in seen if "cases_attachment" in one["sql"]]


class TestWithScript:
    def test_one_by_one(self, visit):
        answer = attach(visit)
        assert answer.status_code == 200, answer.content
        assert "plan.jpg" in answer.json()["line"]
        assert "f-plan-kept" in answer.json()["line"]
        assert attach(visit, field="f-stalls-0-photo").status_code == 200
        assert attach(visit, field="f-nothing").status_code == 422
        assert attach(visit, b"MZ" + bytes(100)).status_code == 422
        assert rows() == (2, 2)

    def test_removed_at_once_and_twice(self, visit):
        attach(visit)
        with _as_owner():
            one = Attachment.objects.get().id
        for _ in range(2):
            assert visit.post(f"/brouillons/{visit.draft}/fichiers/{one}/retirer/").status_code == 204
        assert rows() == (0, 0)

    def test_its_owner_reads_it_again_and_nobody_else(self, visit):
        attach(visit)
        with _as_owner():
            one = Attachment.objects.get().id
        address = f"/brouillons/{visit.draft}/fichiers/{one}/"
        answer = visit.get(address)
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (60, 40)
        stranger = Client()
        assert stranger.get(address, headers={"host": "dunkerque.localhost"}).status_code == 404

    def test_a_body_beyond_all_measure_is_refused_before_it_is_read(self, visit):
        answer = visit.client.post(
            visit.page(ADDRESS) + "fichiers/",
            headers={"host": "dunkerque.localhost"},
            content_type="multipart/form-data; boundary=x",
            data=b"",
            CONTENT_LENGTH="2147483648",
        )
        assert answer.status_code == 413

    def test_a_draft_holds_only_so_much(self, visit, monkeypatch):
        from parvis.cases.domain import attachments

        monkeypatch.setattr(attachments, "MOST_FILES", 1)
        assert attach(visit).status_code == 200
        answer = attach(visit)
        assert answer.status_code == 422
        assert rows() == (1, 1)


class TestSending:
    def test_the_case_has_them(self, visit):
        attach(visit)  # left out again: it is not among the answers
        case = submitted(visit)
        [held] = case.answers["plan"]
        with _as_owner():
            [found] = Attachment.objects.all()
            [stored] = StoredFile.objects.filter(media_type="image/jpeg")
        assert str(found.id) == held["id"] == str(stored.id)
        assert (found.case_id, found.draft_id, found.subject_id) == (case.id, None, case.subject_id)
        assert (stored.held_by, stored.subject_id, stored.wall_id) == (None, case.subject_id, case.wall_id)
        assert disk.digest(disk.place(stored.wall_id, stored.sha256)) == held["sha256"]
        page = visit.get(f"/demandes/{case.reference}/").content.decode()
        assert f"/demandes/{case.reference}/fichiers/{found.id}/" in page
        answer = visit.get(f"/demandes/{case.reference}/fichiers/{found.id}/")
        assert answer.status_code == 200
        assert "plan.jpg" in answer["Content-Disposition"]

    def test_a_discarded_draft_takes_its_files_along(self, visit, django_capture_on_commit_callbacks):
        attach(visit)
        with django_capture_on_commit_callbacks(execute=True):
            visit.post(f"/brouillons/{visit.draft}/supprimer/")
        assert rows() == (0, 0)
        assert not list(disk.root().glob("*/*/*"))


class TestWhenSomethingFails:
    def nothing_stays(self, visit):
        assert rows() == (0, 0)
        assert not list(disk.root().glob("*/*/*"))
        assert not list(disk.root().glob("*/.draft-*"))
        assert not list((disk.root().parent / "incoming").glob("*"))

    def test_the_disk_fills_while_it_is_kept(self, visit, monkeypatch):
        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(disk.os, "fsync", full)
        answer = send(visit, **{"f-plan": sent(), "f-remark": "voilà"})
        assert answer.status_code == 422
        assert "réessayez dans quelques minutes" in answer.content.decode()
        assert answers(visit)["remark"] == "voilà"
        self.nothing_stays(visit)
        assert attach(visit).status_code == 503

    def test_the_disk_is_nearly_full(self, visit, monkeypatch):
        monkeypatch.setattr(disk, "free", lambda: 10)
        assert attach(visit).status_code == 503
        self.nothing_stays(visit)

    def test_the_row_cannot_be_written(self, visit, monkeypatch):
        def broken(*_, **__):
            raise RuntimeError("injected")

        monkeypatch.setattr(Attachment.objects, "create", broken)
        with pytest.raises(RuntimeError, match="injected"):
            attach(visit)
        monkeypatch.undo()

    def test_the_scanner_is_set_and_silent(self, visit, settings):
        settings.PARVIS_CLAMAV = "127.0.0.1:9"
        assert attach(visit).status_code == 503
        self.nothing_stays(visit)

    def test_the_scanner_finds_something(self, visit, monkeypatch):
        from parvis.files.data import FileRefused, Reason

        def found(_):
            raise FileRefused(Reason.INFECTED)

        monkeypatch.setattr(scanning, "scan", found)
        answer = attach(visit)
        assert (answer.status_code, "virus" in answer.json()["error"]) == (422, True)
        self.nothing_stays(visit)
