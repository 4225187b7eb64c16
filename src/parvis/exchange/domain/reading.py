"""Cases read for an export, a chunk at a time: each leaves as a part of rows, in a file behind the export's own wall.

Invariant: a part and the place where the next one begins are written in one transaction. Cut short anywhere, the next
run goes on where the last part ends; two runs at once take turns at the export's row and write no case twice.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Any

from django.http import QueryDict

from parvis.access.api import Right, agent, reach_of, standing_of
from parvis.cases import api as cases
from parvis.exchange.data import Column, Format, Options, Place, Row
from parvis.exchange.domain.columns import Reader, offered
from parvis.exchange.models import Export
from parvis.files import api as files
from parvis.finding import api as finding
from parvis.finding.data import Query
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach, acting

#: cases of a part: some 40 MB of memory for forms of sixty questions
CHUNK = 500
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NoRight(Exception):
    """Who asked reads no case there any more."""


def reach(export: Export) -> Reach:
    """What the export's job reaches: the walls of who asked, as they are now, and the export's own. Raises NoRight."""
    found = reach_of(agent(Right.READ_CASES, actor="worker"), standing_of(export.person_id), export.organisation_id)
    walls = tuple(wall for wall in found.walls if wall in export.walls)
    if not walls:
        raise NoRight(export.person_id)
    return Reach(actor="worker", person=export.person_id, walls=(*walls, export.id))


def own(export_id: uuid.UUID, person_id: uuid.UUID) -> Reach:
    """The export and its files, no case."""
    return Reach(actor="worker", person=person_id, walls=(export_id,))


def query_of(export: Export) -> Query:
    """The query of an export. Raises BadQuery where nothing reads it any more."""
    return Query.read(QueryDict(export.address))


def chosen(export: Export, walls: Sequence[uuid.UUID]) -> list[Column]:
    """The columns of an export; what nobody can answer any more is left out."""
    known = offered(query_of(export).procedure, walls)
    return [known[key] for key in export.columns if key in known]


def count(export: Export, walls: Sequence[uuid.UUID]) -> int:
    """How many cases there are to write."""
    return sum(len(ids) for ids in _ids(export, walls, size=5000))


def _ids(export: Export, walls: Sequence[uuid.UUID], *, size: int) -> Iterator[list[uuid.UUID]]:
    """The ids that are left to write, by id."""
    if export.case_ids is not None:
        left = sorted(one for one in export.case_ids if export.after is None or one > export.after)
        yield from (left[start : start + size] for start in range(0, len(left), size))
        return
    yield from finding.matching(
        query_of(export),
        walls,
        person_id=export.person_id,
        today=export.asked_at.astimezone(PARIS).date(),
        after=export.after,
        size=size,
    )


class Chunks:
    """Reads the parts of one export, one transaction each. `next` has the export's row locked by its caller."""

    def __init__(self, export: Export, walls: Sequence[uuid.UUID]) -> None:
        self._walls = walls
        self._format = Format(export.format)
        self._options = Options.read(export.options)
        self._today = export.asked_at.astimezone(PARIS).date()
        self.columns = [] if self._format is Format.ZIP else chosen(export, walls)
        self._reader = Reader(self.columns, self._today, mapped=self._format is Format.GEOJSON)

    def next(self, export: Export) -> bool:
        """Write the next part; whether there may be another."""
        ids = next(_ids(export, self._walls, size=CHUNK), [])
        if not ids:
            return False
        if self._format is Format.ZIP:
            lines, count = self._papers(export, ids)
        else:
            lines, count = self._rows(export, ids)
        stored = files.store(
            zlib.compress(b"\n".join(lines), 1), name="part", media_type="application/zlib", wall_id=export.id
        )
        export.parts = [*export.parts, stored.id]
        export.after = ids[-1]
        export.done += count
        export.save(update_fields=["parts", "after", "done", "widths", "behind"])
        return len(ids) == CHUNK

    def _rows(self, export: Export, ids: list[uuid.UUID]) -> tuple[list[bytes], int]:
        lines = []
        found = cases.streaming.records(ids, answers=self._reader.answers, only=self._reader.wanted)
        _note_walls(export, found)
        for case in found:
            row = self._reader.row(case)
            for block, held in row.blocks.items():
                if len(held) > export.widths.get(block, 0):
                    export.widths[block] = len(held)
            place = list(astuple(row.place)) if row.place else None
            lines.append(_text([row.reference, row.cells, row.blocks, place]).encode())
        return lines, len(lines)

    def _papers(self, export: Export, ids: list[uuid.UUID]) -> tuple[list[bytes], int]:
        known = {case.id: case for case in cases.streaming.records(ids, answers=False)}
        _note_walls(export, known.values())
        lines = []
        for paper in cases.streaming.papers_of(ids, issued=self._options.issued, attached=self._options.attached):
            case = known[paper.case_id]
            name = cases.types.load(case.revision_id).definition.name.into("fr")
            passages = {"reference": case.reference, "title": case.title, "procedure": name, "document": paper.title}
            lines.append(_text([str(paper.file_id), passages, paper.at.isoformat()]).encode())
        return lines, len(known)


def _note_walls(export: Export, found: Iterable[cases.streaming.Record]) -> None:
    export.behind = sorted({*export.behind, *(case.wall_id for case in found)})


def parts(export: Export) -> Iterator[Any]:
    """What the parts of an export hold, line by line; one part in memory. Raises files.FileDamaged."""
    for part in export.parts:
        with acting(own(export.id, export.person_id)):
            ref = files.fetch(part)
        data = zlib.decompress(files.read(ref))
        for line in data.split(b"\n") if data else ():
            yield json.loads(line)


def rows(export: Export) -> Iterator[Row]:
    """The rows of an export whose parts are all there."""
    for reference, cells, blocks, place in parts(export):
        yield Row(reference, cells, blocks, Place(*place) if place else None)
