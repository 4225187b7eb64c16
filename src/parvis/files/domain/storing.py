"""Storing, fetching and opening files."""

import hashlib
import io
import re
import unicodedata
import uuid
from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.db import transaction

from parvis.files.data import FileDamaged, FileNotFound, FileRef
from parvis.files.domain import disk, locks
from parvis.files.domain.removing import remove_bytes
from parvis.files.models import StoredFile
from parvis.kernel import clock

#: bytes of a name: with the number that an archive puts before it, what a file system takes (255, POSIX NAME_MAX)
_LONGEST = 200
#: what separates drives, streams and patterns there (Win32, "Naming files, paths, and namespaces")
_MEANT = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)")
_MEDIA_TYPE = re.compile(r"^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$")


def clean_name(name: str) -> str:
    """A file's name that every system can write: no folder, no control or invisible character, none that means
    something to Windows, no device's name, at most 200 bytes of UTF-8; its extension kept.
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = unicodedata.normalize("NFC", "".join(c for c in name if unicodedata.category(c)[0] != "C"))
    name = name.translate(_MEANT).strip(" .")
    if not name:
        return "document"
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name.encode()) > _LONGEST:
        suffix = _cut(PurePosixPath(name).suffix, 40)
        name = (_cut(name, _LONGEST - len(suffix.encode())) + suffix).rstrip(" .")
    return name


def _cut(text: str, length: int) -> str:
    """The first `length` bytes of its UTF-8, whole characters only."""
    return text.encode()[:length].decode(errors="ignore")


def store(
    data: bytes | BinaryIO,
    *,
    name: str,
    media_type: str,
    wall_id: uuid.UUID,
    subject_id: uuid.UUID | None = None,
    held_by: uuid.UUID | None = None,
    limit: int | None = None,
) -> FileRef:
    """Keep bytes behind a wall; they are on the disk, synced, before the row is written in the caller's transaction.

    held_by: an opaque id among the acting subjects that alone opens the file until `give` gives it to its wall.
    limit: most bytes accepted. Raises FileTooLarge above it, ValueError for what is no media type (RFC 6838 § 4.2).
    A rolled back transaction leaves bytes without a row, which the sweeper removes after a day.
    """
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise ValueError(f"not a media type: {media_type!r}")
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    with disk.drafted(stream, wall_id, limit=limit) as draft, transaction.atomic():
        locks.share(wall_id, draft.sha256)
        disk.settle(draft)
        return StoredFile.objects.create(
            wall_id=wall_id,
            subject_id=subject_id,
            held_by=held_by,
            sha256=draft.sha256,
            size=draft.size,
            media_type=media_type,
            name=clean_name(name),
            stored_at=clock.now(),
        ).ref()


def give(ids: Iterable[uuid.UUID], *, held_by: uuid.UUID, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """Give files that are held by `held_by` to a wall, about `subject_id`; how many were. Two statements, and one for
    each file that lay behind another wall.

    Both ids must be among the acting subjects. Not a byte is copied: they get a second name where the wall is another
    one, and lose the first once this has committed. Raises FileDamaged, OSError.
    """
    held = list(StoredFile.objects.filter(id__in=list(ids), held_by=held_by))
    for stored in held:
        if stored.wall_id != wall_id:
            locks.share(wall_id, stored.sha256)
            try:
                disk.also_behind(stored.wall_id, stored.sha256, wall_id)
            except FileNotFoundError as error:
                raise FileDamaged(f"the bytes of {stored.id} are missing") from error
            transaction.on_commit(partial(remove_bytes, stored.wall_id, stored.sha256))
    chosen = StoredFile.objects.filter(id__in=[stored.id for stored in held], held_by=held_by)
    return chosen.update(held_by=None, wall_id=wall_id, subject_id=subject_id)


def fetch(file_id: uuid.UUID) -> FileRef:
    """The file of that id within the acting reach. Raises FileNotFound."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        raise FileNotFound(str(file_id))
    return row.ref()


def whereabouts(ref: FileRef) -> Path:
    """Where the bytes of a file lie, for the confined process that draws it. Raises FileDamaged."""
    open_stored(ref).close()
    return disk.place(ref.wall_id, ref.sha256)


def open_stored(ref: FileRef) -> BinaryIO:
    """The bytes of a file, to read. Raises FileDamaged where they are gone from the disk or of another size."""
    try:
        file = disk.place(ref.wall_id, ref.sha256).open("rb")
    except FileNotFoundError as error:
        raise FileDamaged(f"the bytes of {ref.id} are missing") from error
    if file.seek(0, io.SEEK_END) != ref.size:
        file.close()
        raise FileDamaged(f"the bytes of {ref.id} are not of the stored size")
    file.seek(0)
    return file


def read(ref: FileRef) -> bytes:
    """All bytes of a file, checked against their digest. Raises FileDamaged."""
    with open_stored(ref) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != ref.sha256:
        raise FileDamaged(f"the bytes of {ref.id} have changed")
    return data
