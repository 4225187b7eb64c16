"""Verifying: read the whole record again, rebuild its tree, and ask every source what its rows say now."""

import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence

from parvis.ledger.data import Fault, Head, Problem, Report
from parvis.ledger.domain.canonical import digest
from parvis.ledger.domain.recording import ERASURE
from parvis.ledger.domain.tree import Tree
from parvis.ledger.models import Entry, TreeHead
from parvis.ledger.registry import SOURCES

PAGE = 2000
Progress = Callable[[int, int], None]


def latest_head() -> Head | None:
    """The last checkpoint that the sequencer stated."""
    last = TreeHead.objects.order_by("-size").first()
    return last.head() if last else None


def _pages() -> Iterator[list[Entry]]:
    position = -1
    while page := list(Entry.objects.filter(position__gt=position).order_by("position")[:PAGE]):
        yield page
        position = page[-1].position or 0


def _waiting() -> Iterator[list[Entry]]:
    waiting = Entry.objects.filter(position=None).order_by("id")
    after: uuid.UUID | None = None
    while page := list((waiting.filter(id__gt=after) if after else waiting)[:PAGE]):
        yield page
        after = page[-1].id


class _Chain:
    """Walks the places: finds gaps, leaves that do not fit their entry, and roots that do not fit the leaves."""

    def __init__(self, heads: Iterable[Head], report: Report) -> None:
        self.tree = Tree()
        self.report = report
        self.heads: dict[int, set[bytes]] = {}
        for head in heads:
            self.heads.setdefault(head.size, set()).add(head.root)
        self._broken = False
        self._misfits: dict[int, Entry] = {}

    def take(self, entry: Entry, position: int) -> None:
        if position > self.tree.size and not self._broken:
            missing = position - self.tree.size
            self._problem(Fault.REMOVED, f"{missing} missing before this place", position)
            self._broken = True  # the tree cannot be rebuilt beyond a gap
        stored = bytes(entry.leaf or b"")
        if entry.leaf_at(position) != stored:
            self._misfits[position] = entry
        if not self._broken:
            # The stored leaf: a changed entry is then reported once, at its place, and not by every later root.
            self.tree.append(stored)
            self._compare()

    def finish(self) -> None:
        for position, entry in self._misfits.items():
            home = self._home(entry)
            if home is None:
                self._problem(Fault.CHANGED, "the entry is not the one that was chained", position, entry.ref)
            else:
                self._problem(Fault.REORDERED, f"the entry was chained at place {home}", position, entry.ref)
        beyond = sorted(size for size in self.heads if size > self.tree.size)
        if beyond and not self._broken:
            detail = f"the record had {beyond[-1]} entries, {self.tree.size} are left"
            self._problem(Fault.REMOVED, detail, self.tree.size)

    def _compare(self) -> None:
        roots = self.heads.get(self.tree.size)
        if roots and roots != {self.tree.root()}:
            detail = f"the root over the first {self.tree.size} entries is not the one that was stated"
            self._problem(Fault.HEAD, detail, self.tree.size - 1)
            self._broken = True

    def _home(self, entry: Entry) -> int | None:
        """Where an entry was chained, if it stands at the place of another: a swap leaves at least two misfits."""
        stored = bytes(entry.leaf or b"")
        for place, other in itertools.islice(self._misfits.items(), PAGE):
            if other is not entry and entry.leaf_at(place) in (stored, bytes(other.leaf or b"")):
                return place
        return None

    def _problem(self, fault: Fault, detail: str, position: int, ref: uuid.UUID | None = None) -> None:
        self.report.problems.append(Problem(fault, detail, position, ref))


def _compare_with_sources(entries: Sequence[Entry], report: Report) -> None:
    """Every entry's row still exists and says what was sealed, unless its erasure is recorded."""
    for source in SOURCES:
        mine = [entry for entry in entries if entry.source == source.name]
        found = source.sealed([entry.ref for entry in mine]) if mine else {}
        for entry in mine:
            sealed = found.get(entry.ref)
            if sealed and digest(sealed.payload, sealed.salt) != bytes(entry.digest):
                detail = f"{source.name}: the row says something else than what was sealed"
                report.problems.append(Problem(Fault.SOURCE_CHANGED, detail, entry.position, entry.ref))
        missing = {entry.ref: entry for entry in mine if entry.ref not in found}
        if missing:
            known = Entry.objects.filter(source=ERASURE, kind=source.name, ref__in=missing)
            for ref in set(missing) - set(known.values_list("ref", flat=True)):
                detail = f"{source.name}: the row is gone and no erasure is recorded"
                report.problems.append(Problem(Fault.SOURCE_MISSING, detail, missing[ref].position, ref))


def _find_unrecorded(report: Report, told: Callable[[], None]) -> None:
    """Every row that must be sealed has its entry."""
    for source in SOURCES:
        after: uuid.UUID | None = None
        while refs := source.after(after, PAGE):
            known = set(Entry.objects.filter(source=source.name, ref__in=refs).values_list("ref", flat=True))
            for ref in refs:
                if ref not in known:
                    detail = f"{source.name}: the row has no entry in the record"
                    report.problems.append(Problem(Fault.UNRECORDED, detail, None, ref))
            report.rows += len(refs)
            after = refs[-1]
            told()
        report.problems.extend(source.inspect())


def verify(*, trusted: Iterable[Head] = (), progress: Progress | None = None) -> Report:
    """Verify the record against itself, its checkpoints, those of `trusted`, and the rows that it seals.

    Reads everything, so it must run as the owner (a reach sees only its walls and would miss rows). `progress` is
    called with (done, in all): entries read, then rows whose entries were looked for. Memory does not grow with the
    record. Finds a changed, removed or reordered entry, a record cut short of a
    checkpoint, a changed or missing row, and a row that was never recorded.
    """
    report = Report()

    def told() -> None:
        if progress:
            done = report.chained + report.waiting + report.rows
            progress(done, max(done, 2 * total))  # nearly every entry has its row

    stated = [head.head() for head in TreeHead.objects.order_by("size")]
    total = Entry.objects.count()
    chain = _Chain(itertools.chain(stated, trusted), report)
    for page in _pages():
        for entry in page:
            if entry.position is not None:
                chain.take(entry, entry.position)
        _compare_with_sources(page, report)
        report.chained += len(page)
        told()
    chain.finish()
    for page in _waiting():
        _compare_with_sources(page, report)
        report.waiting += len(page)
        told()
    _find_unrecorded(report, told)
    report.head = stated[-1] if stated else None
    return report
