"""The files of a ZIP that somebody sent: what it holds, and one of them. No name of an entry is ever a path of ours."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from parvis.files.confined.office import BROKEN
from parvis.files.confined.reasons import Refused

#: entries of an archive, and bytes of them all, unpacked
MOST_ENTRIES, MOST_UNPACKED = 20_000, 4 << 30
_FOLDER = "/"
_CHUNK = 1 << 18
#: an entry's flags: encrypted; its name is UTF-8 (APPNOTE.TXT § 4.4.4)
_LOCKED, _UTF8 = 1, 1 << 11


def contents(source: Path, out: Path) -> dict[str, int]:
    """Write what a ZIP holds to `out`, JSON each line: `[[name, …], bytes]`, folders left out; how many files.

    An old name has no encoding: it is said as each of those that French systems write. Raises Refused: empty, kind,
    locked, damaged, too_heavy.
    """
    count = 0
    with out.open("w", encoding="utf-8") as kept:
        for entry in _entries(source):
            if entry.filename.endswith(_FOLDER):
                kept.write("null\n")  # a place of its own, so that places stay
                continue
            kept.write(json.dumps([_names(entry), entry.file_size]) + "\n")
            count += 1
    if not count:
        raise Refused("empty")
    return {"files": count}


def unpack(source: Path, place: int, out: Path, most: int) -> dict[str, int]:
    """Write the entry at a place (from 0) to `out`; its bytes. Raises Refused: size beyond `most`, as `contents`."""
    entries = _entries(source)
    if not 0 <= place < len(entries):
        raise Refused("damaged")
    size = 0
    try:
        with zipfile.ZipFile(source) as archive, archive.open(entries[place]) as file, out.open("wb") as kept:
            while data := file.read(_CHUNK):
                size += len(data)  # what the directory says of the size is not believed
                if size > most:
                    raise Refused("size")
                kept.write(data)
    except BROKEN as error:
        raise Refused("damaged") from error
    if not size:
        raise Refused("empty")
    return {"bytes": size}


def _entries(source: Path) -> list[zipfile.ZipInfo]:
    with source.open("rb") as file:
        head = file.read(4)
    if not head:
        raise Refused("empty")
    if head not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise Refused("kind")
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise Refused("damaged") from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused("too_heavy")
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise Refused("locked")
    return entries


def _names(entry: zipfile.ZipInfo) -> list[str]:
    if entry.flag_bits & _UTF8:
        return [entry.filename]
    names = [entry.filename]
    for encoding in ("utf-8", "cp850", "cp1252"):
        try:
            names.append(entry.filename.encode("cp437").decode(encoding))
        except UnicodeError:
            continue
    return list(dict.fromkeys(names))
