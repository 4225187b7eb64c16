"""What crosses the border of `incoming`: definitions read from elsewhere, and what became of each of their elements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import LocalizedText, Problem


class Verdict(StrEnum):
    """What became of an element: the same, nearly the same (what differs is said), or nothing (why is said)."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    NOT = "not"


class Kind(StrEnum):
    """What an element is in the system that it comes from."""

    FORM = "form"
    PAGE = "page"
    HEADING = "heading"
    QUESTION = "question"
    EXPLANATION = "explanation"
    COMPUTED = "computed"
    BLOCK = "block"
    CONDITION = "condition"
    CHECK = "check"
    PREFILL = "prefill"
    SOURCE = "source"
    WORKFLOW = "workflow"
    STATUS = "status"
    KEPT = "kept"
    ACTION = "action"
    OPTION = "option"
    MAIL = "mail"
    CARD = "card"
    CALL = "call"
    COLUMN = "column"
    FILE = "file"


#: what stands in a form's list of fields: the share that we are judged by
FIELDS = frozenset({Kind.PAGE, Kind.HEADING, Kind.QUESTION, Kind.EXPLANATION, Kind.COMPUTED, Kind.BLOCK})


@dataclass(frozen=True, slots=True)
class Detail:
    """One setting of an element that did not simply come over. verdict: None where it bears on no answer (layout)."""

    setting: str
    verdict: Verdict | None
    says: LocalizedText


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a file. path: where it stands there; covers: the nodes of the file that it accounts for.

    name: as its author called it, or its text; target: what it became in our definition, by path, "" for nothing.
    """

    file: str
    path: str
    kind: Kind
    name: str
    verdict: Verdict
    details: tuple[Detail, ...] = ()
    covers: frozenset[str] = frozenset()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many elements of some kinds came over, by verdict."""

    exact: int
    approximate: int
    missing: int

    @property
    def all(self) -> int:
        return self.exact + self.approximate + self.missing

    @property
    def percent(self) -> float:
        """Of exact ones, 0 to 100; 100 of none."""
        return 100 * self.exact / self.all if self.all else 100.0


@dataclass(frozen=True, slots=True)
class Report:
    """All elements, in the order of the files."""

    elements: tuple[Element, ...]

    def share(self, kinds: Iterable[Kind] | None = None) -> Share:
        """Of elements of `kinds`, or of all."""
        wanted = None if kinds is None else frozenset(kinds)
        found = Counter(one.verdict for one in self.elements if wanted is None or one.kind in wanted)
        return Share(found[Verdict.EXACT], found[Verdict.APPROXIMATE], found[Verdict.NOT])

    def kinds(self) -> list[Kind]:
        """The kinds that occur, in the order of `Kind`."""
        found = {one.kind for one in self.elements}
        return [kind for kind in Kind if kind in found]


@dataclass(frozen=True, slots=True)
class Imported:
    """One form as our definition. problems: what its author still has to settle before it can be published."""

    name: str
    slug: str
    file: str
    definition: CaseTypeDefinition
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: a definition for each form, and one report on everything."""

    imports: tuple[Imported, ...]
    report: Report
    files: tuple[str, ...] = field(default=())


class Unreadable(ValueError):
    """A file that can't be read as what it should be; `says` tells the person who brought it."""

    def __init__(self, says: LocalizedText) -> None:
        super().__init__(says.into("en"))
        self.says = says


class Unmapped(Exception):
    """A spreadsheet of which no column is known to hold the questions: whoever brought it has to say. lines: its first
    ones, the first of which is taken for the titles.
    """

    def __init__(self, file: str, lines: tuple[tuple[str, ...], ...]) -> None:
        super().__init__(file)
        self.file = file
        self.lines = lines
