"""Asking the confined processes that open strangers' files (`parvis.files.confined`), and hearing what they say."""

import atexit
import base64
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from parvis.files.data import FileRefused, FilesBusy, Inspected, Reason
from parvis.files.domain import disk
from parvis.files.domain.confined_server import ConfinedServer, Gone

log = structlog.get_logger("parvis.files")

#: bytes of address space, seconds of processor and bytes written that one file may cost
MEMORY = 1_300_000_000
SECONDS = 20
LARGEST = 64_000_000
#: seconds on the wall clock, for a machine that is busy elsewhere
PATIENCE = 60.0
#: files that one web worker has looked into at once: what a crowd of uploads may take of the machine
AT_ONCE = 2
#: seconds that an upload waits for its turn
TURN = 30.0

#: what kills a task that takes too much: of the wall clock, of the processor, of the disk, of the machine's memory
_SPENT = (signal.SIGALRM, signal.SIGXCPU, signal.SIGXFSZ, signal.SIGKILL)

server = ConfinedServer()
atexit.register(server.stop)
_turns = threading.BoundedSemaphore(AT_ONCE)


def inspect(source: Path, *, kinds: frozenset[str], out: Path) -> Inspected:
    """Look into the file `source` for one of `kinds` ("picture", "pdf", "office").

    `out`: where a picture is written anew. Raises FileRefused with the reason, FilesBusy.
    """
    # absolute: the process that looks has a working folder of its own
    job = {"task": "judge", "source": str(source.absolute()), "out": str(out.absolute())}
    said = run(job | {"kinds": sorted(kinds)})
    return Inspected(
        path=out if said["rewritten"] else source,
        media_type=said["media_type"],
        extension=said["extension"],
        rewritten=said["rewritten"],
        pages=said["pages"],
        width=said["width"],
        height=said["height"],
        thumbnail=base64.b64decode(said["thumbnail"]),
        sharpness=said["sharpness"],
    )


def draw(source: Path, media_type: str, *, page: int = 1, turn: int = 0, width: int = 1_000) -> tuple[bytes, str]:
    """A page of a PDF or a picture, drawn `width` pixels wide and turned clockwise; its bytes and media type.

    Raises FileRefused (NO_PAGE, DAMAGED, TOO_HEAVY), FilesBusy.
    """
    with disk.scratch() as out:
        job = {"task": "draw", "source": str(source.absolute()), "out": str(out.absolute()), "media_type": media_type}
        said = run(job | {"page": page, "turn": turn, "width": width})
        return out.read_bytes(), str(said["media_type"])


def join(sources: Sequence[tuple[Path, str, int]], out: Path, *, longest: int = 0) -> None:
    """Make one PDF of files that were looked into, in their order: paths, media types, degrees by which pictures are
    turned clockwise. longest: pixels of the longer side of pictures, 0 for as they are. Raises FileRefused, FilesBusy.
    """
    said = [[str(path.absolute()), media_type, turn] for path, media_type, turn in sources]
    run({"task": "join", "sources": said, "out": str(out.absolute()), "longest": longest})


def mark(source: Path, media_type: str, out: Path, *, lines: Sequence[str], most: int) -> None:
    """Draw `lines` all over every page of a file that was looked into; most: pages. Raises FileRefused, FilesBusy."""
    job = {"task": "mark", "source": str(source.absolute()), "out": str(out.absolute()), "media_type": media_type}
    run(job | {"lines": list(lines), "most": most})


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=TURN):
        raise FilesBusy("too many files are being looked into")
    try:
        yield
    finally:
        _turns.release()


def run(
    job: Mapping[str, Any],
    *,
    memory: int = 0,
    seconds: int = 0,
    largest: int = 0,
    patience: float = 0,
    spent_by_abort: bool = False,
) -> dict[str, Any]:
    """One task in a process of its own, within these bounds (0: those of every file). Raises FileRefused, FilesBusy.

    spent_by_abort: what it uses ends by SIGABRT where memory is refused to it (Rust).
    """
    bounds = {"memory": memory or MEMORY, "seconds": seconds or SECONDS, "largest": largest or LARGEST}
    spent = (*_SPENT, signal.SIGABRT) if spent_by_abort else _SPENT
    with _turn():
        try:
            done = server.run({**job, **bounds}, patience=patience or PATIENCE)
        except Gone as error:
            raise FilesBusy(str(error)) from error
    if done.signal:
        # killed by its own limits, or broken by what it read: the file is to blame either way
        log.warning("files.check_died", signal=done.signal, task=job["task"])
        raise FileRefused(Reason.TOO_HEAVY if done.signal in spent else Reason.DAMAGED)
    if "refused" in done.said:
        raise FileRefused(Reason(done.said["refused"]))
    if "failed" in done.said or not done.said:
        said = str(done.said.get("failed", ""))
        log.error("files.check_failed", error=said, task=job["task"])
        if "MemoryError" in said or "std::bad_alloc" in said:
            raise FileRefused(Reason.TOO_HEAVY)
        raise FilesBusy("the check failed")
    return done.said
