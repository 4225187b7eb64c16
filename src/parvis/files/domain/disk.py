"""Bytes on the local disk, named by their SHA-256 inside their wall's folder.

Invariant: a file under its final name is complete and synced (written under another name, synced, renamed, its folder
synced). Who may place or remove at a given moment is settled by `parvis.files.domain.locks`.
"""

import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from parvis.files.data import FileTooLarge

CHUNK = 1 << 20
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Draft:
    """Bytes that are on the disk, synced, but not yet under their name."""

    path: Path
    wall_id: uuid.UUID
    sha256: str
    size: int


def root() -> Path:
    """The folder of all stored bytes."""
    return Path(settings.PARVIS_VAR) / "files"


def incoming() -> Path:
    """A fresh name for bytes on their way in; its folder is on the disk of the stored bytes. Raises OSError."""
    folder = Path(settings.PARVIS_VAR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / uuid.uuid4().hex


@contextmanager
def scratch() -> Iterator[Path]:
    """A fresh name for bytes that nobody needs after the block."""
    path = incoming()
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def free() -> int:
    """Bytes that are free on the disk of the stored bytes. Raises OSError."""
    folder = Path(settings.PARVIS_VAR)
    return shutil.disk_usage(folder if folder.exists() else folder.parent).free


def remove_incoming(*, older_than: float) -> int:
    """Remove what killed processes left on its way in more than `older_than` seconds ago; gives how many files."""
    before, removed = time.time() - older_than, 0
    for path in (Path(settings.PARVIS_VAR) / "incoming").glob("*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # its request has just ended
    return removed


def place(wall_id: uuid.UUID, sha256: str) -> Path:
    """Where these bytes lie. Raises ValueError for what is not a SHA-256 in hexadecimal (never a path)."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in hexadecimal")
    return root() / str(wall_id) / sha256[:2] / sha256


@contextmanager
def drafted(stream: BinaryIO, wall_id: uuid.UUID, *, limit: int | None = None) -> Iterator[Draft]:
    """Write the stream's bytes durably beside their place; what `settle` has not moved is removed on leaving.

    Raises FileTooLarge above `limit` bytes.
    """
    folder = root() / str(wall_id)
    _make_folder(folder)
    path = folder / f".draft-{uuid.uuid4().hex}"
    sha256, size = hashlib.sha256(), 0
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise FileTooLarge(f"more than {limit} bytes")
                sha256.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Draft(path, wall_id, sha256.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def settle(draft: Draft) -> None:
    """Give a draft its name. Bytes already there are replaced by the same ones: this mends a damaged file too."""
    final = place(draft.wall_id, draft.sha256)
    _make_folder(final.parent)
    draft.path.replace(final)
    _sync_folder(final.parent)


def also_behind(wall_id: uuid.UUID, sha256: str, other: uuid.UUID) -> None:
    """Have the bytes of one wall stand behind another one too. Raises FileNotFoundError, OSError."""
    final = place(other, sha256)
    _make_folder(final.parent)
    beside = root() / str(other) / f".draft-{uuid.uuid4().hex}"
    os.link(place(wall_id, sha256), beside)
    beside.replace(final)
    beside.unlink(missing_ok=True)  # rename(2) leaves a second name of the same bytes where it is
    _sync_folder(final.parent)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes as they lie on the disk now. Raises FileNotFoundError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def walls() -> list[uuid.UUID]:
    """The walls that have a folder."""
    names = [path.name for path in root().iterdir() if path.is_dir()] if root().exists() else []
    return sorted(uuid.UUID(name) for name in names if _is_uuid(name))


def contents(wall_id: uuid.UUID) -> Iterator[list[str]]:
    """The digests of the bytes behind a wall, a folder at a time; nothing where it has no folder yet."""
    wall = root() / str(wall_id)
    for folder in sorted(wall.iterdir()) if wall.exists() else ():
        if folder.is_dir():
            yield sorted(path.name for path in folder.iterdir() if _SHA256.fullmatch(path.name))


def remove_drafts(wall_id: uuid.UUID, *, older_than: float) -> int:
    """Remove what killed processes left half written more than `older_than` seconds ago; gives how many files."""
    before, removed = time.time() - older_than, 0
    for path in (root() / str(wall_id)).glob(".draft-*"):
        try:
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # its writer has just finished
    return removed


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for fresh in reversed(missing):
        fresh.mkdir(exist_ok=True, mode=0o700)
        _sync_folder(fresh.parent)


def _is_uuid(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
