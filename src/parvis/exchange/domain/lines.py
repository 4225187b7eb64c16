"""The lines of a spreadsheet, and what each means: a request, or what keeps it from being one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Channel, Elsewhere, NotAllowed
from parvis.exchange.domain import mapping
from parvis.exchange.domain.columns import language
from parvis.exchange.domain.days import day_of
from parvis.exchange.domain.papers import NoPaper, Paper, Papers
from parvis.exchange.domain.standing import Standings
from parvis.exchange.models import Import
from parvis.files import api as files
from parvis.finding.data import ANSWER
from parvis.forms.api import around
from parvis.forms.data import JsonValue
from parvis.kernel import clock
from parvis.kernel.clock import PARIS

#: number in the sheet, cells, and the place in the file at which the next line begins
Raw = tuple[int, list[JsonValue], int]
#: the oldest day of receipt that is taken for one
_EARLIEST = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line: its number in the sheet, the title of the column ("" for the whole line), words."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line understood. end: the place in the file at which the next one begins. key: as the table keeps it.

    papers: by their questions (in a row of a block `block.2.question`, rows that are empty not counted); told: the
    titles of the columns that name them.
    """

    number: int
    end: int
    key: str = ""
    said_key: str = ""
    request: cases.TakenOver | None = None
    note: str = ""
    papers: Mapping[str, Sequence[Paper]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def raw(ref: files.FileRef, begin: int = 0) -> Iterator[Raw]:
    """Number, cells and end of each line from the byte `begin` on. Raises files.FileDamaged."""
    with files.open(ref) as file:
        file.seek(begin)
        end = begin
        for line in file:
            end += len(line)
            number, cells = json.loads(line)
            yield number, cells, end


#: a row: the blocks around it with their numbers, as in a path: ("block", 2, "inner", 1)
_Row = tuple[str | int, ...]
#: rows of blocks: those with answers, those with papers alone
_Filled = frozenset[_Row]


@dataclass(frozen=True, slots=True)
class _Arranged:
    """How the cells of lines are answers that fill the same rows of blocks: by place the path that its answer has, rows
    being counted without those that are empty; those paths' HTML ids, and the titles of their columns.

    papers: the questions for which cells name papers, by place; alone: the paths of the rows that have no cell but
    those.
    """

    paths: dict[int, str]
    told: dict[str, str]
    titles: dict[str, str]
    papers: dict[int, str]
    alone: tuple[str, ...]


@dataclass
class Understanding:
    """Understands the lines of one import. One in the language of who sent it."""

    row: Import
    _paths: dict[int, str] = field(init=False)
    _rows: dict[int, _Row] = field(init=False)
    _arranged: dict[tuple[_Filled, _Filled], _Arranged] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        places = {int(place): target for place, target in self.row.mapping.items()}
        self._paths = {
            place: target.removeprefix(ANSWER) for place, target in places.items() if target.startswith(ANSWER)
        }
        self._form = cases.types.load(self.row.revision_id).form
        self._papers = {
            place: target.removeprefix(mapping.PAPERS)
            for place, target in places.items()
            if target.startswith(mapping.PAPERS)
        }
        rows = {place: _row_in(path) for place, path in (self._paths | self._papers).items()}
        self._rows = {place: row for place, row in rows.items() if row}
        self._key = next((place for place, target in places.items() if target == mapping.KEY), None)
        self._received = next((place for place, target in places.items() if target == mapping.RECEIVED), None)
        self._notes = [place for place, target in places.items() if target == mapping.NOTE]
        self._standing = {target: place for place, target in places.items() if target in mapping.STANDING}
        self._standings = Standings(self.row)
        self.papers = Papers(self.row)

    def _arrange(self, cells: list[JsonValue]) -> _Arranged:
        """How this line's cells are answers: a row of a block that it leaves empty is none."""
        given = [place for place in self._rows if cells[place] not in (None, "")]
        answered = {self._rows[place] for place in given if place in self._paths}
        named = {self._rows[place] for place in given} - answered
        found = self._arranged.get((frozenset(answered), frozenset(named)))
        if found is None:
            numbers = _closed_up(answered | named)
            paths, papers, titles = dict[int, str](), dict[int, str](), dict[str, str]()
            for place, path in (self._paths | self._papers).items():
                if place in self._rows:
                    row = self._rows[place]
                    if row not in numbers:
                        continue
                    path = ".".join([numbers[row], *path.split(".")[len(row) :]])
                (paths if place in self._paths else papers)[place] = path
                titles.setdefault(path, self.title(place))
                steps = path.split(".")[: len(self._rows.get(place, ())) + 1]
                titles.setdefault(".".join(steps), self.title(place))
            alone = tuple(sorted(numbers[row] for row in named))
            told = self._form.asked_by(paths.values())
            found = self._arranged[frozenset(answered), frozenset(named)] = _Arranged(
                paths, told, titles, papers, alone
            )
        return found

    def title(self, place: int) -> str:
        """The title of a column."""
        return str(self.row.titles[place]) if place < len(self.row.titles) else str(place + 1)

    def line(self, number: int, cells: list[JsonValue], end: int) -> Line:
        """What a line means."""
        cells = [*cells, *([None] * (len(self.row.titles) - len(cells)))]
        problems: list[Problem] = []
        key, said = self.keyed(cells)
        if self._key is not None and not said:
            problems.append(Problem(number, self.title(self._key), _("The key is missing")))
        at = self._at(number, cells, problems)
        arranged = self._arrange(cells)
        given = {path: cells[place] for place, path in arranged.paths.items()}
        with around({"organisation": str(self.row.organisation_id)}):
            answers, errors = self._form.understood(given, language(), arranged.alone)
        problems += [Problem(number, arranged.titles.get(path, ""), words) for path, words in errors.items()]
        standing = {target: cells[place] for target, place in self._standing.items()}
        past, who, wrong = self._standings.read(standing, at.date() if at else None)
        problems += [Problem(number, self.title(self._standing[target]), words) for target, words in wrong.items()]
        papers = self._named(number, cells, arranged, problems)
        request = None
        if at is not None and not errors and not wrong:
            request = self._request(number, answers, arranged, at, past, problems)
        note = self._note(number, said, cells, who)
        return Line(number, end, key, said, request, note, papers, arranged.titles, tuple(problems))

    def keyed(self, cells: list[JsonValue]) -> tuple[str, str]:
        """The key of a line as the table keeps it, and as it is said ("" where the whole line is its key)."""
        if self._key is None:
            whole = [*cells, *([None] * (len(self.row.titles) - len(cells)))]
            return _digest(json.dumps(whole, ensure_ascii=False)), ""
        cell = cells[self._key] if self._key < len(cells) else None
        said = "" if cell is None else " ".join(str(cell).split())
        return _digest(said), said

    def _at(self, number: int, cells: list[JsonValue], problems: list[Problem]) -> dt.datetime | None:
        now = clock.now()
        if self._received is None:
            return now
        cell = cells[self._received]
        found = day_of(cell)
        words = ""
        if cell is None:
            words = _("The day of receipt is missing")
        elif found is None or found < _EARLIEST:
            words = _("“%(cell)s” is no date: write it like 31/12/2026") % {"cell": cell}
        elif found > clock.today():
            words = _("A request can’t be received on a day to come")
        if words or found is None:
            problems.append(Problem(number, self.title(self._received), words))
            return None
        return min(dt.datetime.combine(found, dt.time(12), PARIS), now)

    def _named(
        self, number: int, cells: list[JsonValue], arranged: _Arranged, problems: list[Problem]
    ) -> dict[str, list[Paper]]:
        """The papers that a line names, by their questions."""
        found = {}
        for place, question in arranged.papers.items():
            cell = cells[place]
            if cell not in (None, ""):
                try:
                    found[question] = self.papers.named(question, str(cell))
                except NoPaper as wrong:
                    problems.append(Problem(number, self.title(place), str(wrong)))
        return found

    def _request(
        self,
        number: int,
        answers: dict[str, Any],
        arranged: _Arranged,
        at: dt.datetime,
        past: cases.Past,
        problems: list[Problem],
    ) -> cases.TakenOver | None:
        found = cases.TakenOver(
            self.row.case_type_id,
            self.row.organisation_id,
            self.row.revision_id,
            answers,
            Channel(self.row.options.get("channel", Channel.POST)),
            at,
            past=past,
        )
        try:
            mistakes = cases.mistakes(found, arranged.told, language=language())
        except NotAllowed as error:
            problems.append(Problem(number, "", unfit(error)))
            return None
        for ident, words in mistakes.items():
            told = arranged.told.items()
            name = next(said for begin, said in told if ident == begin or ident.startswith(f"{begin}-"))
            problems.append(Problem(number, arranged.titles.get(name, ""), words))
        return None if mistakes else found

    def _note(self, number: int, said: str, cells: list[JsonValue], who: str) -> str:
        origin = _("Taken over from “%(name)s”, line %(line)s") % {"name": self.row.name, "line": number}
        lines = [f"{origin} ({said})." if said else f"{origin}."]
        if who:
            lines.append(f"{self.title(self._standing[mapping.ASSIGNEE])} : {who}")
        lines += [f"{self.title(place)} : {cells[place]}" for place in self._notes if cells[place] is not None]
        return "\n".join(lines)[:10_000]


def _row_in(path: str) -> _Row:
    """The row that a path stands in: its steps as long as a number follows a name; () outside of blocks."""
    steps = path.split(".")
    found: list[str | int] = []
    while len(steps) > 2 and steps[1].isdecimal():
        found += [steps[0], int(steps[1])]
        steps = steps[2:]
    return tuple(found)


def _closed_up(filled: set[_Row]) -> dict[_Row, str]:
    """The paths of rows, counted without those that are empty: the third of which the second is empty is the second."""
    whole = {row[: 2 * depth] for row in filled for depth in range(1, len(row) // 2 + 1)}
    paths: dict[_Row, str] = {(): ""}
    counts: dict[str, int] = {}
    for row in sorted(whole, key=lambda row: (len(row), row)):
        block = f"{paths[row[:-2]]}.{row[-2]}".removeprefix(".")
        counts[block] = counts.get(block, 0) + 1
        paths[row] = f"{block}.{counts[block]}"
    return paths


def unfit(error: NotAllowed) -> str:
    """What is said where a line that is right can't become a case: it is for others, or rules need what it has not."""
    if isinstance(error, Elsewhere):
        return _("What this line says makes it a request to another organisation")
    return _("The rules of the procedure need an answer that this line does not give")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
