"""Everything of one's own as a file: what the person may see and nothing else, for them alone, for seven days."""

import io
import json
import zipfile

import pytest
from django.db import OperationalError, transaction
from django.test import Client

from parvis.cases.domain import copying
from parvis.cases.models import Copy
from parvis.files import api as files
from parvis.files.models import StoredFile
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.privacy.api import erase_subject
from tests.cases.own import HOST, opened
from tests.cases.test_desk import client_of, page
from tests.factories.desk import desk as make_desk
from tests.queue import run_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return make_desk()


def asked(made):
    visitor = opened(Client(headers={"host": HOST}), *made)
    assert visitor.post("/demandes/copie/").status_code == 302
    return visitor


def test_it_holds_what_the_person_may_see_and_nothing_else(desk, as_owner):
    made, others = desk.submit(), desk.submit()
    client_of(desk.sofia).post(page(made, "note/"), {"note": "Note interne secrète"})
    desk.reply(made, "Ma question")
    visitor = asked([made])
    assert "Demander une copie" in visitor.get("/demandes/copie/").content.decode()
    run_waiting()
    with as_owner():
        copy = Copy.objects.get()
    assert (copy.done, copy.total) == (1, 1)
    answer = visitor.get(f"/demandes/copie/{copy.id}/")
    assert "no-store" in answer["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    names = archive.namelist()
    assert any(name.endswith(".pdf") for name in names)
    everything = b"".join(archive.read(name) for name in names if not name.endswith(".pdf")).decode()
    assert "Ma question" in everything
    assert "secrète" not in everything
    assert others.reference not in "".join(names) + everything
    assert json.loads(archive.read(f"{made.reference}/demande.json"))["reference"] == made.reference


def test_for_that_person_alone(desk, as_owner):
    made, other = desk.submit(), desk.submit()
    asked([made])
    run_waiting()
    with as_owner():
        copy = Copy.objects.get()
    for visitor in (
        opened(Client(headers={"host": HOST}), other),
        Client(headers={"host": HOST}),
        client_of(desk.malik),
    ):
        assert visitor.get(f"/demandes/copie/{copy.id}/").status_code == 404
    with acting(Reach(walls=(desk.town.wall_id,))):
        assert not Copy.objects.exists()
        assert not StoredFile.objects.filter(id=copy.file_id).exists()


def test_who_opens_one_of_two_requests_gets_no_copy_of_both(desk, as_owner):
    """A helper's browser follows a neighbour's request and their own: the neighbour's shows no copy of both."""
    neighbours, own = desk.submit(), desk.submit()
    asked([neighbours, own])
    run_waiting()
    with as_owner():
        copy = Copy.objects.get()
    for alone in (neighbours, own):
        visitor = opened(Client(headers={"host": HOST}), alone)
        assert visitor.get(f"/demandes/copie/{copy.id}/").status_code == 404
        assert str(copy.id) not in visitor.get("/demandes/copie/").content.decode()
        with acting(Reach(actor="web", subjects=(alone.subject_id,))):
            assert not Copy.objects.exists()
            assert not StoredFile.objects.filter(id=copy.file_id).exists()
    both = opened(Client(headers={"host": HOST}), own, neighbours)
    assert both.get(f"/demandes/copie/{copy.id}/").status_code == 200
    # Erasing either of them takes it along.
    erase_subject(desk.town.wall_id, max(neighbours, own, key=lambda made: made.subject_id).subject_id, at=clock.now())
    with as_owner():
        assert not Copy.objects.exists()
        assert not StoredFile.objects.filter(id=copy.file_id).exists()


def test_a_disk_that_fills_costs_another_try_and_leaves_no_half(desk, as_owner, monkeypatch):
    made = [desk.submit(), desk.submit()]
    visitor = asked(made)
    real = files.store

    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "store", full)
    with as_owner():
        copy = Copy.objects.get()
    arguments = {"copy_id": str(copy.id), "subjects": [str(one) for one in copy.subjects]}
    with pytest.raises(OSError, match="space"):
        copying.collect(**arguments)
    with as_owner():
        assert Copy.objects.get().file_id is None
    assert "En préparation" in visitor.get("/demandes/copie/").content.decode()
    assert visitor.get(f"/demandes/copie/{copy.id}/").status_code == 404
    monkeypatch.setattr(files, "store", real)
    for _twice in range(2):  # the retry, and one that comes too late
        copying.collect(**arguments)
    with as_owner():
        assert Copy.objects.get().file_id is not None
        assert StoredFile.objects.filter(wall_id=copy.id).count() == 1
    assert visitor.get(f"/demandes/copie/{copy.id}/").status_code == 200


def test_a_try_that_was_cut_before_its_commit_leaves_no_bytes(desk, as_owner, monkeypatch):
    """The database dies once the file is on the disk: the next try takes those bytes away."""
    asked([desk.submit()])
    real, seen = files.store, []

    def cut(archive, **options):
        seen.append(real(archive.read()[:-1], **options))  # other bytes: an archive has the hour in it
        raise OperationalError("server closed the connection unexpectedly")

    with as_owner():
        copy = Copy.objects.get()
    arguments = {"copy_id": str(copy.id), "subjects": [str(one) for one in copy.subjects]}
    monkeypatch.setattr(files, "store", cut)
    with pytest.raises(OperationalError), transaction.atomic():
        copying.collect(**arguments)
    place = files.whereabouts(seen[0])
    assert place.exists()
    monkeypatch.setattr(files, "store", real)
    copying.collect(**arguments)
    with as_owner():
        kept = StoredFile.objects.get(wall_id=copy.id)
    assert kept.sha256 != seen[0].sha256
    assert [path.name for path in place.parent.parent.rglob("*") if path.is_file()] == [kept.sha256]


def test_it_goes_when_its_time_is_over(desk, as_owner):
    made = desk.submit()
    asked([made])
    run_waiting()
    with as_owner():
        copy = Copy.objects.get()
        Copy.objects.update(expires_at=clock.now())
    for _ in range(2):
        copying.expire(copy_id=str(copy.id), subjects=[str(made.subject_id)])
    with as_owner():
        assert not Copy.objects.exists()
        assert not StoredFile.objects.filter(id=copy.file_id).exists()


def test_it_goes_with_an_erasure(desk, as_owner):
    made = desk.submit()
    asked([made])
    run_waiting()
    erase_subject(desk.town.wall_id, made.subject_id, at=clock.now())
    with as_owner():
        assert not Copy.objects.exists()
        assert not StoredFile.objects.filter(subject_id=made.subject_id).exists()


def test_not_too_often(desk):
    visitor = asked([desk.submit()])
    answers = [visitor.post("/demandes/copie/").status_code for _ in range(3)]
    assert answers == [302, 302, 429]
