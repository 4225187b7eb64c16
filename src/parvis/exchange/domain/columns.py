"""The columns that an export may hold, and how each is read from a case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import get_language, gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Channel, Kind
from parvis.exchange.data import Column, Row
from parvis.exchange.domain import places
from parvis.finding import api as finding
from parvis.finding.data import ANSWER
from parvis.forms.api import CompiledForm
from parvis.forms.data import Answers, IndexKind, JsonValue
from parvis.kernel.clock import PARIS
from parvis.territory.api import departments, organisations

#: what is chosen until somebody chooses
USUAL = ("reference", "title", "procedure", "status", "department", "assignee", "received", "due", "closed", "channel")


def language() -> str:
    """The language of the page, or of the job."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


@lru_cache(maxsize=256)
def _answers(revision_id: uuid.UUID, spoken: str) -> tuple[Column, ...]:
    return tuple(
        Column(ANSWER + one.path, one.label, one.kind, one.path, one.block, one.block_label, one.item_label)
        for one in cases.types.load(revision_id).form.exported(spoken)
    )


def offered(procedure: str, walls: Sequence[uuid.UUID]) -> dict[str, Column]:
    """Every column by key: those of every case, then the answers of a procedure ("" for none), newest form first."""
    found = {one.key: Column(one.key, one.label, one.kind) for one in finding.columns(walls) if one.key in _BUILTIN}
    if procedure:
        revisions = finding.revisions(procedure, walls)
        for revision_id in (*revisions.published, *revisions.all):
            for column in _answers(revision_id, language()):
                former = revision_id not in revisions.published
                found.setdefault(column.key, replace(column, former=former) if former else column)
    return found


def _department(department_id: uuid.UUID) -> str:
    name = departments.get(department_id).name
    return (name.en or name.fr) if language() == "en" else name.fr


#: of every case: how its built-in columns are read
_BUILTIN: Mapping[str, Callable[[cases.streaming.Record, dt.date], JsonValue]] = {
    "reference": lambda case, today: case.reference,
    "title": lambda case, today: case.title,
    "procedure": lambda case, today: cases.types.load(case.revision_id).definition.name.into(language()),
    "organisation": lambda case, today: organisations.get(case.organisation_id).name,
    "status": lambda case, today: (
        cases.types.load(case.revision_id).definition.workflow.status(case.status).agent.into(language())
    ),
    "kind": lambda case, today: finding.kind_words(Kind(case.kind)),
    "department": lambda case, today: _department(case.department_id),
    "assignee": lambda case, today: case.assignee_name or None,
    "due": lambda case, today: case.due_on.isoformat() if case.due_on else None,
    "late": lambda case, today: case.due_on is not None and case.due_on < today and case.closed_at is None,
    "received": lambda case, today: case.received_on.isoformat(),
    "closed": lambda case, today: case.closed_at.astimezone(PARIS).date().isoformat() if case.closed_at else None,
    "tag": lambda case, today: ", ".join(case.tags) or None,
    "channel": lambda case, today: finding.channel_words(Channel(case.channel)),
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one revision's cases are read: a getter a column, None for what its form has not. asked: the labels of its
    questions outside of blocks by id, in the order of the form.
    """

    form: CompiledForm
    asked: Mapping[str, str]
    own: tuple[Callable[[Answers], JsonValue] | None, ...]
    blocks: Mapping[str, tuple[Callable[[Answers], JsonValue] | None, ...]]


class Reader:
    """Reads cases as rows of an export. today: the day on which it was asked for, which says what is late."""

    def __init__(self, columns: Sequence[Column], today: dt.date, *, mapped: bool = False) -> None:
        self.own = tuple(column for column in columns if not column.block)
        self.blocks = blocks_of(columns)
        self._today = today
        self._places = places.Places() if mapped else None
        self._known: dict[uuid.UUID, _Reading] = {}

    @property
    def answers(self) -> bool:
        """Whether answers have to be read at all."""
        return self._places is not None or bool(self.blocks) or any(column.path for column in self.own)

    @property
    def wanted(self) -> set[str] | None:
        """The answers that its columns are read from; None for all of them, among which a map looks for a place."""
        if self._places is not None:
            return None
        inside = {block.partition(".")[0] for block in self.blocks}
        return {column.path.split(".")[0] for column in self.own if column.path} | inside

    def row(self, case: cases.streaming.Record) -> Row:
        """One case."""
        reading = self._known.get(case.revision_id) or self._learn(case.revision_id)
        answers = case.answers
        row = Row(
            case.reference,
            [
                _BUILTIN[column.key](case, self._today) if not column.path else get(answers) if get else None
                for column, get in zip(self.own, reading.own, strict=True)
            ],
            {
                block: [
                    [*([within] if "." in block else ()), *(get(row) if get else None for get in gets)]
                    for within, row in reading.form.rows(block, answers)
                ]
                for block, gets in reading.blocks.items()
            },
            self._places.place(answers, reading.asked) if self._places else None,
        )
        return self._with_former(case, row) if case.former else row

    def _with_former(self, case: cases.streaming.Record, row: Row) -> Row:
        """With what its revision asks for no more, in the columns of those that did."""
        cells, blocks = list(row.cells), dict(row.blocks)
        for revision_id, answers in cases.former.merged(case.former, case.revision_id, case.answers)[1:]:
            reading = self._known.get(revision_id) or self._learn(revision_id)
            for index, (column, get) in enumerate(zip(self.own, reading.own, strict=True)):
                if get and column.path and cells[index] is None:
                    cells[index] = get(answers)
            for block, gets in reading.blocks.items():
                blocks[block] = blocks[block] or [
                    [get(one) if get else None for get in gets] for one in answers.get(block) or ()
                ]
        return replace(row, cells=cells, blocks=blocks)

    def _learn(self, revision_id: uuid.UUID) -> _Reading:
        form = cases.types.load(revision_id).form
        kinds = {column.path: column.kind for column in _answers(revision_id, language())}
        wanted = (*self.own, *(one for many in self.blocks.values() for one in many))
        gets = form.getters({column.path for column in wanted if column.path}, language())

        def of(column: Column) -> Callable[[Answers], JsonValue] | None:
            get = gets.get(column.path)
            return get if get is None or kinds[column.path] is column.kind else _as_text(get, kinds[column.path])

        asked: dict[str, str] = {}
        for one in _answers(revision_id, language()):
            if not one.block:
                asked.setdefault(one.path.split(".")[0], one.label)
        found = _Reading(
            form,
            asked,
            tuple(of(column) for column in self.own),
            {block: tuple(of(column) for column in many) for block, many in self.blocks.items()},
        )
        self._known[revision_id] = found
        return found


def blocks_of(columns: Sequence[Column]) -> dict[str, tuple[Column, ...]]:
    """The columns of each block, in the order of the first of each."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        if column.block:
            found.setdefault(column.block, []).append(column)
    return {block: tuple(many) for block, many in found.items()}


def with_numbers(block: str, many: Sequence[Column]) -> tuple[Column, ...]:
    """The columns as a row of the block has its cells: of a block in a block, the number of the row around it (of the
    rows, "2.1") comes first.
    """
    if "." not in block:
        return tuple(many)
    label = _("Number – %(of)s") % {"of": many[0].item_label.rpartition(" – ")[0]}
    within = Column(f"{block}.within", label, IndexKind.CODE, f"{block}.within", block, many[0].block_label)
    return (within, *many)


def _as_text(get: Callable[[Answers], JsonValue], kind: IndexKind) -> Callable[[Answers], JsonValue]:
    """An answer of another type than its column, whose form is older: written as a text, never as another number."""

    def text(answers: Answers) -> JsonValue:
        value = get(answers)
        if value is None or isinstance(value, str):
            return value
        return f"{value / 100:.2f}" if kind is IndexKind.AMOUNT else str(value)

    return text
