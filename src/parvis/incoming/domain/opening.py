"""Files as somebody brings them (one, or an archive of many) → trees, each told for what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from parvis.forms.data import LocalizedText
from parvis.incoming.data import Unreadable
from parvis.incoming.domain import papers
from parvis.incoming.domain.budget import MOST_BYTES, Budget, too_large
from parvis.incoming.domain.nodes import LARGEST, Node, from_json, from_xml, without_surrogates
from parvis.kernel import archives

#: one request: how many files are read, and how much they hold together
MOST_FILES, MOST_TOGETHER = 2_000, MOST_BYTES
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Brought:
    """A file by its name, before anything was read of it."""

    name: str
    data: bytes


def opened(brought: Iterable[Brought]) -> list[tuple[str, Node]]:
    """The trees of everything that was brought. Raises Unreadable, which names the file."""
    found: list[tuple[str, Node]] = []
    seen: dict[str, int] = {}
    budget = Budget(bytes=MOST_TOGETHER)
    for each in brought:
        for one in _unpacked(_named(each.name, each.data), budget):
            if len(found) >= MOST_FILES:
                raise too_large()
            seen[one.name] = seen.get(one.name, 0) + 1
            # an archive may hold a name twice: both are read, and told apart
            name = one.name if seen[one.name] == 1 else f"{one.name} ({seen[one.name]})"
            found.append((name, _tree(one, budget)))
    return found


def _named(name: str, data: bytes) -> Brought:
    """What is brought under a name that can be shown."""
    return Brought(without_surrogates(name)[:_LONGEST_NAME], data)


def _tree(one: Brought, budget: Budget) -> Node:
    if papers.is_pdf(one.data) or papers.is_sheet(one.name, one.data):
        return papers.tree(one.name, one.data, budget)
    head = one.data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    try:
        if head[:1] == b"<":
            return from_xml(one.data, budget)
        if head[:1] in (b"{", b"["):
            return from_json(one.data, budget)
    except Unreadable as error:
        raise Unreadable(
            LocalizedText(fr=f"{one.name} : {error.says.fr}", en=f"{one.name}: {error.says.into('en')}")
        ) from error
    # notes and licences that stand beside exports: they are told in the report, unread
    return Node("text", "text", text=one.data[:2_000].decode("utf-8", "replace"))


def _unpacked(one: Brought, budget: Budget) -> Iterator[Brought]:
    if not one.data.startswith(archives.MAGIC) or papers.is_sheet(one.name, one.data):
        if len(one.data) > LARGEST:
            raise Unreadable(
                LocalizedText(
                    fr=f"{one.name} : ce fichier est trop grand ({LARGEST // 1_000_000} Mo au plus).",
                    en=f"{one.name}: this file is too large ({LARGEST // 1_000_000} MB at most).",
                )
            )
        budget.read(len(one.data))
        yield one
        return
    try:
        for name, data in archives.members(one.data, most_files=MOST_FILES, largest=lambda: min(LARGEST, budget.bytes)):
            # the name is only shown: nothing is ever written under it
            budget.read(len(data))
            yield _named(str(PurePosixPath(name.replace("\\", "/"))), data)
    except archives.Unreadable as error:
        raise _unpackable(one.name, error.reason) from error


def _unpackable(name: str, reason: archives.Reason) -> Unreadable:
    if reason is archives.Reason.TOO_MUCH:
        return _too_much(name)
    if reason is archives.Reason.RARE:
        return Unreadable(
            LocalizedText(
                fr=f"{name} : cette archive est compressée d’une façon rare. Refaites-la en .zip ordinaire.",
                en=f"{name}: this archive is packed in a rare way. Make it again as an ordinary .zip.",
            )
        )
    return Unreadable(
        LocalizedText(
            fr=f"{name} : cette archive est abîmée, ou protégée par un mot de passe.",
            en=f"{name}: this archive is damaged, or locked by a password.",
        )
    )


def _too_much(name: str) -> Unreadable:
    return Unreadable(
        LocalizedText(
            fr=f"{name} : cette archive contient trop de fichiers, ou des fichiers trop grands.",
            en=f"{name}: this archive holds too many files, or files that are too large.",
        )
    )
