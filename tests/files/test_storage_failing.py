"""Storage that fails in the middle, wherever Parvis writes: nothing half-done stays, and the retry is whole."""

import errno
import json
import tarfile
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from parvis.cases.models import TimelineEntry
from parvis.documents.domain import producing
from parvis.documents.models import Document
from parvis.files import api as files
from parvis.files.domain import disk
from parvis.files.models import StoredFile
from parvis.kernel import archive, cli, clock
from parvis.mailroom.domain import batches, printing
from parvis.mailroom.models import Batch, Letter
from tests.cases.test_desk import client_of
from tests.conftest import _as_owner
from tests.documents.conftest import _seals, _var  # noqa: F401 - a var and a seal of the test's own
from tests.factories import attached
from tests.factories.desk import Desk, desk as make_desk
from tests.queue import run_waiting, waiting

KINDS = frozenset({"picture", "pdf", "office"})


class Full:
    """`files.store` on a disk that takes so many files whole, and fails within the next one."""

    def __init__(self, takes: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.takes, self.monkeypatch, self.real = takes, monkeypatch, files.store

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.takes -= 1
        if self.takes < 0:
            self.monkeypatch.setattr(disk.os, "fsync", no_room)
        return self.real(*args, **options)


def no_room(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def nothing_half_done() -> None:
    """No draft on the disk, no bytes that no row names, no row without bytes."""
    with _as_owner():
        named = {(str(wall), sha) for wall, sha in StoredFile.objects.values_list("wall_id", "sha256")}
    assert not list(disk.root().glob("*/.draft-*"))
    kept = {(path.parts[-3], path.name) for path in disk.root().glob("*/*/*")}
    assert named <= kept


@pytest.mark.django_db
def test_while_a_document_is_sealed(monkeypatch: pytest.MonkeyPatch):
    desk = make_desk()
    desk.submit()
    with monkeypatch.context() as broken:
        broken.setattr(disk.os, "fsync", no_room)
        (job,) = [found for found in waiting() if found[1].endswith("producing.produce")]
        arguments: Any = json.loads(job[2]) if isinstance(job[2], str) else job[2]
        with pytest.raises(OSError, match="No space"):
            producing.produce(**arguments)
    with _as_owner():
        assert Document.objects.get().file_id is None
        assert not TimelineEntry.objects.filter(kind="document").exists()
    nothing_half_done()
    run_waiting()
    with _as_owner():
        assert Document.objects.get().file_id
        assert TimelineEntry.objects.filter(kind="document").count() == 1
    nothing_half_done()


def letters(desk: Desk, made: Any, number: int) -> list[Any]:
    with _as_owner():
        return [
            Letter.objects.create(
                wall_id=desk.town.wall_id,
                organisation_id=desk.town.organisation_id,
                subject_id=made.subject_id,
                case_id=made.case_id,
                department_id=desk.town.department_id,
                topic="message",
                reference=made.reference,
                language="fr",
                title=f"Lettre {one}",
                address=["Madame Exemple", "59140 DUNKERQUE"],
                texts=["Bonjour"],
                asked_at=clock.now(),
            ).id
            for one in range(number)
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("takes", [0, 1, 3])
def test_while_a_batch_is_printed(takes: int, monkeypatch: pytest.MonkeyPatch):
    """At the first letter, in the middle, and at the batch's own file: the letters that are made are kept."""
    desk = make_desk()
    made = desk.submit()
    chosen = letters(desk, made, 3)
    with desk.town.inside():
        batch = batches.claim(chosen, walls=[desk.town.wall_id], by="x", by_id=None, at=clock.now()).batches[0]
    arguments = {"batch_id": str(batch), "wall_id": str(desk.town.wall_id)}
    with monkeypatch.context() as broken:
        broken.setattr(printing.files, "store", Full(takes, broken))
        with pytest.raises(OSError, match="No space"):
            printing.print_batch(**arguments)
    with _as_owner():
        found = Batch.objects.get()
        kept = list(Letter.objects.filter(id__in=chosen).exclude(file_id=None).values_list("id", "file_id"))
    assert found.file_id is None
    assert "No space left" in found.last_error
    assert len(kept) == takes
    nothing_half_done()
    page = client_of(desk.malik).get(f"/agents/courriers/lots/{batch}/").content.decode()
    assert "No space left" not in page, "an error of the machine's is told in words"
    assert "reprendre" in page
    printing.print_batch(**arguments)
    printing.print_batch(**arguments)
    with _as_owner():
        assert Batch.objects.get().last_error == ""
        assert set(kept) <= set(Letter.objects.filter(id__in=chosen).values_list("id", "file_id"))
        assert StoredFile.objects.count() == 4
    nothing_half_done()


@pytest.mark.django_db
def test_while_a_picture_is_written_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The confined process finds no room for what it draws: to be tried again, not refused as damaged."""
    came = tmp_path / "came"
    came.write_bytes(attached.picture(form="PNG"))
    monkeypatch.setattr(disk, "scratch", no_room)
    spooled = files.Spooled("plan.png", came, came.stat().st_size, None, full=False)
    with pytest.raises(files.FilesBusy), files.examined(spooled, kinds=KINDS, largest=10**6):
        pytest.fail("it was taken")
    spooled.close()
    assert not came.exists()


def test_while_a_backup_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Nothing that looks like a backup stays, and the operator reads why."""
    content, target = tmp_path / "content", tmp_path / "parvis.backup"
    content.write_bytes(b"x" * 100_000)
    monkeypatch.setattr(tarfile, "copyfileobj", no_room)

    def work(_: Namespace) -> int:
        with archive.writing(target) as writer:
            writer.add("content", content)
        return 0

    command = cli.Command("x", "x", work, django=False)
    assert cli.execute(Namespace(command=command)) == 1
    said = capsys.readouterr().err
    assert "The disk is full" in said
    assert "Traceback" not in said
    assert [path for path in tmp_path.iterdir() if path.is_file()] == [content]
