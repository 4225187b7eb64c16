"""ZIP files that somebody sent, read within bounds: what they say of themselves is not believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum

MAGIC = b"PK\x03\x04"
#: ways of packing that are unpacked no further than we ask; others hold far more than they say
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Reason(StrEnum):
    """Why an archive is not read."""

    DAMAGED = "damaged"
    RARE = "rare"
    TOO_MUCH = "too much"


class Unreadable(Exception):
    """An archive that is not read. reason: why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def members(data: bytes, *, most_files: int, largest: Callable[[], int]) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file in an archive, by name; a name may come twice.

    largest: asked before each file, how many bytes it may have. Raises Unreadable; a locked archive is DAMAGED.
    """
    # its list of contents is counted before it is held
    if data.count(b"PK\x01\x02") > 2 * most_files:
        raise Unreadable(Reason.TOO_MUCH)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > most_files:
                raise Unreadable(Reason.TOO_MUCH)
            for entry in sorted(entries, key=lambda each: each.filename):
                if entry.compress_type not in _WAYS:
                    raise Unreadable(Reason.RARE)
                most = largest()
                with archive.open(entry) as member:
                    found = member.read(most + 1)
                if len(found) > most:
                    raise Unreadable(Reason.TOO_MUCH)
                yield entry.filename, found
    # ValueError: names that are no UTF-8
    except (
        *(zipfile.BadZipFile, zlib.error, struct.error),
        *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError),
    ) as error:
        raise Unreadable(Reason.DAMAGED) from error
