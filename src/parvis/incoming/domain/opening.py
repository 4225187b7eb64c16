"""Files as somebody brings them (one, or an archive of many) → trees, each told for what it is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from parvis.forms.data import LocalizedText
from parvis.incoming.data import Unreadable
from parvis.incoming.domain.nodes import LARGEST, Node, from_json, from_xml

#: an archive: how many files are read, and how much they hold together
MOST_FILES, MOST_TOGETHER = 2_000, 64_000_000


@dataclass(frozen=True, slots=True)
class Brought:
    """A file by its name, before anything was read of it."""

    name: str
    data: bytes


def opened(brought: Iterable[Brought]) -> list[tuple[str, Node]]:
    """The trees of everything that was brought. Raises Unreadable, which names the file."""
    found: list[tuple[str, Node]] = []
    seen: dict[str, int] = {}
    for each in brought:
        for one in _unpacked(each):
            seen[one.name] = seen.get(one.name, 0) + 1
            # an archive may hold a name twice: both are read, and told apart
            name = one.name if seen[one.name] == 1 else f"{one.name} ({seen[one.name]})"
            found.append((name, _tree(one)))
    return found


def _tree(one: Brought) -> Node:
    head = one.data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    try:
        if head[:1] == b"<":
            return from_xml(one.data)
        if head[:1] in (b"{", b"["):
            return from_json(one.data)
    except Unreadable as error:
        raise Unreadable(
            LocalizedText(fr=f"{one.name} : {error.says.fr}", en=f"{one.name}: {error.says.into('en')}")
        ) from error
    # notes and licences that stand beside exports: they are told in the report, unread
    return Node("text", "text", text=one.data[:2_000].decode("utf-8", "replace"))


def _unpacked(one: Brought) -> Iterator[Brought]:
    if not one.data.startswith(b"PK\x03\x04"):
        if len(one.data) > LARGEST:
            raise Unreadable(
                LocalizedText(
                    fr=f"{one.name} : ce fichier est trop grand ({LARGEST // 1_000_000} Mo au plus).",
                    en=f"{one.name}: this file is too large ({LARGEST // 1_000_000} MB at most).",
                )
            )
        yield one
        return
    try:
        with zipfile.ZipFile(io.BytesIO(one.data)) as archive:
            yield from _members(one.name, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise Unreadable(
            LocalizedText(
                fr=f"{one.name} : cette archive est abîmée, ou protégée par un mot de passe.",
                en=f"{one.name}: this archive is damaged, or locked by a password.",
            )
        ) from error


def _members(name: str, archive: zipfile.ZipFile) -> Iterator[Brought]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    too_much = Unreadable(
        LocalizedText(
            fr=f"{name} : cette archive contient trop de fichiers, ou des fichiers trop grands.",
            en=f"{name}: this archive holds too many files, or files that are too large.",
        )
    )
    if len(entries) > MOST_FILES:
        raise too_much
    left = MOST_TOGETHER
    for entry in sorted(entries, key=lambda each: each.filename):
        with archive.open(entry) as member:
            # what the archive says of sizes is not believed: no more is unpacked than is asked for
            data = member.read(min(LARGEST, left) + 1)
        left -= len(data)
        if left < 0 or len(data) > LARGEST:
            raise too_much
        # the name is only shown: nothing is ever written under it
        yield Brought(str(PurePosixPath(entry.filename.replace("\\", "/"))), data)
