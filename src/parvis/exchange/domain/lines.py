"""The lines of a spreadsheet, and what each means: a request, or what keeps it from being one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import Channel, Elsewhere, NotAllowed
from parvis.exchange.domain import mapping
from parvis.exchange.domain.columns import language
from parvis.exchange.models import Import
from parvis.files import api as files
from parvis.finding.data import ANSWER
from parvis.forms.data import JsonValue
from parvis.kernel import clock
from parvis.kernel.clock import PARIS

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
    """A line understood. end: the place in the file at which the next one begins. key: as the table keeps it."""

    number: int
    end: int
    key: str = ""
    said_key: str = ""
    request: cases.TakenOver | None = None
    note: str = ""
    problems: tuple[Problem, ...] = ()


def raw(ref: files.FileRef, begin: int = 0) -> Iterator[tuple[int, list[JsonValue], int]]:
    """Number, cells and end of each line from the byte `begin` on. Raises files.FileDamaged."""
    with files.open(ref) as file:
        file.seek(begin)
        end = begin
        for line in file:
            end += len(line)
            number, cells = json.loads(line)
            yield number, cells, end


@dataclass
class Understanding:
    """Understands the lines of one import. One in the language of who sent it."""

    row: Import
    _paths: dict[int, str] = field(init=False)
    _told: dict[str, str] = field(init=False)
    _titles: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        places = {int(place): target for place, target in self.row.mapping.items()}
        self._paths = {
            place: target.removeprefix(ANSWER) for place, target in places.items() if target.startswith(ANSWER)
        }
        self._form = cases.types.load(self.row.revision_id).form
        self._told = self._form.asked_by(self._paths.values())
        self._key = next((place for place, target in places.items() if target == mapping.KEY), None)
        self._received = next((place for place, target in places.items() if target == mapping.RECEIVED), None)
        self._notes = [place for place, target in places.items() if target == mapping.NOTE]
        self._titles = {}
        for place, path in self._paths.items():
            self._titles.setdefault(path, self.title(place))
            self._titles.setdefault(path.split(".")[0], self.title(place))

    def title(self, place: int) -> str:
        """The title of a column."""
        return str(self.row.titles[place]) if place < len(self.row.titles) else str(place + 1)

    def line(self, number: int, cells: list[JsonValue], end: int) -> Line:
        """What a line means."""
        cells = [*cells, *([None] * (len(self.row.titles) - len(cells)))]
        problems: list[Problem] = []
        key, said = self._keyed(number, cells, problems)
        at = self._at(number, cells, problems)
        given = {path: cells[place] for place, path in self._paths.items()}
        answers, errors = self._form.understood(given, language())
        problems += [Problem(number, self._titles.get(path, ""), words) for path, words in errors.items()]
        request = None
        if at is not None and not errors:
            request = self._request(number, answers, at, problems)
        return Line(number, end, key, said, request, self._note(number, said, cells), tuple(problems))

    def _keyed(self, number: int, cells: list[JsonValue], problems: list[Problem]) -> tuple[str, str]:
        if self._key is None:
            return _digest(json.dumps(cells, ensure_ascii=False)), ""
        said = "" if cells[self._key] is None else " ".join(str(cells[self._key]).split())
        if not said:
            problems.append(Problem(number, self.title(self._key), _("The key is missing")))
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

    def _request(
        self, number: int, answers: dict[str, Any], at: dt.datetime, problems: list[Problem]
    ) -> cases.TakenOver | None:
        found = cases.TakenOver(
            self.row.case_type_id,
            self.row.organisation_id,
            self.row.revision_id,
            answers,
            Channel(self.row.options.get("channel", Channel.POST)),
            at,
        )
        try:
            mistakes = cases.mistakes(found, self._told, language=language())
        except NotAllowed as error:
            problems.append(Problem(number, "", unfit(error)))
            return None
        for ident, words in mistakes.items():
            name = next(said for begin, said in self._told.items() if ident == begin or ident.startswith(f"{begin}-"))
            problems.append(Problem(number, self._titles.get(name, ""), words))
        return None if mistakes else found

    def _note(self, number: int, said: str, cells: list[JsonValue]) -> str:
        origin = _("Taken over from “%(name)s”, line %(line)s") % {"name": self.row.name, "line": number}
        lines = [f"{origin} ({said})." if said else f"{origin}."]
        lines += [f"{self.title(place)} : {cells[place]}" for place in self._notes if cells[place] is not None]
        return "\n".join(lines)[:10_000]


def unfit(error: NotAllowed) -> str:
    """What is said where a line that is right can't become a case: it is for others, or rules need what it has not."""
    if isinstance(error, Elsewhere):
        return _("What this line says makes it a request to another organisation")
    return _("The rules of the procedure need an answer that this line does not give")


def day_of(cell: JsonValue) -> dt.date | None:
    """The day that a cell says: ISO 8601, or as in France."""
    text = str(cell or "").strip()
    for pattern in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    try:
        return dt.date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
