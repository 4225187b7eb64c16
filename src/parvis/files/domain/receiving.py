"""A file that a stranger sent, from its arrival to its place: measured, scanned, looked into, kept."""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import structlog

from parvis.files.data import FileRef, FileRefused, FilesBusy, Inspected, Reason
from parvis.files.domain import confining, disk, scanning
from parvis.files.domain.removing import remove_bytes
from parvis.files.domain.spooling import LARGEST_FILE, Spooled
from parvis.files.domain.storing import clean_name, store, whereabouts

log = structlog.get_logger("parvis.files")


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept; name: the one that the person gave, under the extension of what it truly is."""

    name: str
    inspected: Inspected


@contextmanager
def examined(spooled: Spooled, *, kinds: frozenset[str], largest: int) -> Iterator[Examined]:
    """Measure, scan and look into a file that came in; within the block it may be kept. Takes a second or so.

    kinds: what is asked for ("picture", "pdf", "office"); largest: bytes. Raises FileRefused, FilesBusy.
    """
    if spooled.full:
        raise FilesBusy("the disk has no room")
    if spooled.problem is not None:
        raise FileRefused(spooled.problem)
    size = spooled.size or 0
    if size == 0 or spooled.path is None:
        raise FileRefused(Reason.EMPTY)
    if size > largest:
        raise FileRefused(Reason.SIZE)
    try:
        with spooled.open_bytes() as file:
            scanning.scan(file)
        with disk.scratch() as out:
            inspected = confining.inspect(spooled.path, kinds=kinds, out=out)
            yield Examined(_named(spooled.said_name, inspected.extension), inspected)
    except OSError as error:
        log.error("files.not_kept", error=str(error))
        raise FilesBusy(f"the file can't be kept: {error}") from error


#: papers that may be joined at once
MOST_JOINED = 40
#: seconds that joining may take of a request; a machine so busy says that it is
JOINING = 40.0


@contextmanager
def joined(spooled: Sequence[Spooled], *, name: str, largest: int) -> Iterator[Examined]:
    """One PDF of several papers that came in, pictures and PDFs, in their order; within the block it may be kept.

    name: what it is called. largest: bytes of the whole. Raises FileRefused, whose `at` is the place of the paper that
    is to blame, FilesBusy.
    """
    if len(spooled) > MOST_JOINED:
        raise FileRefused(Reason.TOO_LARGE)
    with ExitStack() as opened:
        papers = []
        ends = time.monotonic() + JOINING
        for place, one in enumerate(spooled):
            if time.monotonic() > ends:
                raise FilesBusy("joining takes too long")
            try:
                found = opened.enter_context(examined(one, kinds=frozenset({"picture", "pdf"}), largest=LARGEST_FILE))
            except FileRefused as refused:
                raise FileRefused(refused.reason, at=place) from refused
            papers.append(found.inspected)
        out, drawn = (opened.enter_context(disk.scratch()) for _ in range(2))
        confining.join([(one.path, one.media_type, 0) for one in papers], out)
        yield _whole(out, drawn, name=name, largest=largest)


#: pixels of the longer side of a page of photographs: 200 to the inch of A4
_LONGEST = 2_339


@contextmanager
def bound(pages: Sequence[tuple[FileRef, int]], *, name: str, largest: int) -> Iterator[Examined]:
    """One PDF of pictures that are kept already, each with the degrees by which it is turned clockwise, in their order;
    within the block it may be kept. largest: bytes of the whole. Raises FileRefused, FilesBusy, FileDamaged.
    """
    with disk.scratch() as out, disk.scratch() as drawn:
        sources = [(whereabouts(ref), ref.media_type, turn) for ref, turn in pages]
        confining.join(sources, out, longest=_LONGEST)
        yield _whole(out, drawn, name=name, largest=largest)


@contextmanager
def marked(found: Examined, *, lines: Sequence[str], name: str, most: int) -> Iterator[Examined]:
    """The same with `lines` drawn over every page, called `name`; within the block it may be kept, and what came in
    need not be. most: pages. Raises FileRefused, FilesBusy.
    """
    with disk.scratch() as out, disk.scratch() as drawn:
        confining.mark(found.inspected.path, found.inspected.media_type, out, lines=lines, most=most)
        inspected = confining.inspect(out, kinds=frozenset({"picture", "pdf"}), out=drawn)
        yield Examined(_named(name, inspected.extension), inspected)


def _whole(out: Path, drawn: Path, *, name: str, largest: int) -> Examined:
    if out.stat().st_size > largest:
        raise FileRefused(Reason.SIZE)
    inspected = confining.inspect(out, kinds=frozenset({"pdf"}), out=drawn)
    return Examined(_named(name, inspected.extension), inspected)


def keep(found: Examined, *, wall_id: uuid.UUID, held_by: uuid.UUID) -> FileRef:
    """Keep an examined file behind a wall, held by `held_by` (an id among the acting subjects).

    Raises FilesBusy where the disk fails: nothing stays then.
    """
    try:
        with found.inspected.path.open("rb") as file:
            return store(file, name=found.name, media_type=found.inspected.media_type, wall_id=wall_id, held_by=held_by)
    except OSError as error:
        log.error("files.not_kept", error=str(error))
        raise FilesBusy(f"the file can't be kept: {error}") from error


def let_go(ref: FileRef) -> None:
    """Remove the bytes of a file whose row was rolled back, unless another row names them."""
    remove_bytes(ref.wall_id, ref.sha256)


def _named(said: str, extension: str) -> str:
    """The name that the person gave, under the extension of what the file truly is."""
    name = clean_name(said)
    suffix = PurePosixPath(name).suffix.lower()
    same = {".jpeg": ".jpg"}.get(suffix, suffix) == f".{extension}"
    stem = name[: -len(suffix)] if suffix and 1 < len(suffix) <= 6 else name
    return name if same else clean_name(f"{stem[:180]}.{extension}")
