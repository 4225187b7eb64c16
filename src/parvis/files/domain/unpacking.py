"""Files of a ZIP that somebody sent, listed and taken out by the confined process (`files.confined.unpacking`)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parvis.files.domain import confining, disk
from parvis.files.domain.spooling import Spooled
from parvis.files.domain.storing import clean_name

#: seconds of processor for a long list, and for a large file
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in a ZIP. names: as it may be called, its folders before it; place: among the entries; size: as said."""

    names: tuple[str, ...]
    place: int
    size: int


def packed(source: Path) -> list[Packed]:
    """What a ZIP holds. Raises FileRefused (EMPTY, KIND, LOCKED, DAMAGED, TOO_HEAVY), FilesBusy."""
    with disk.scratch() as out:
        confining.run({"task": "contents", "source": str(source.absolute()), "out": str(out.absolute())})
        with out.open(encoding="utf-8") as lines:
            said = [json.loads(line) for line in lines]
    return [Packed(tuple(one[0]), place, one[1]) for place, one in enumerate(said) if one is not None]


@contextmanager
def taken_out(source: Path, one: Packed, *, most: int) -> Iterator[Spooled]:
    """One of its files as if it had been sent by itself. Raises FileRefused (SIZE beyond `most` bytes), FilesBusy."""
    with disk.scratch() as out:
        os.close(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        job = {"task": "unpack", "source": str(source.absolute()), "out": str(out.absolute())}
        said = confining.run(job | {"place": one.place, "most": most}, seconds=_SECONDS, largest=most + (1 << 20))
        name = clean_name(one.names[0].replace("\\", "/").rsplit("/", 1)[-1])
        yield Spooled(name, out, said["bytes"], None, full=False)
