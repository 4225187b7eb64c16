"""Answers that come from a spreadsheet: cells understood as if they had been typed, as far as a form can read them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.forms.data import Exported, IndexKind, JsonValue
from parvis.forms.domain.exporting import exported
from parvis.forms.domain.questions import Leaf, Question
from parvis.forms.registry import Reading
from parvis.kernel.clock import PARIS

#: what a workbook keeps of a formula that failed
_FAILED = re.compile(r"#(REF!|N/A|NAME\?|DIV/0!|VALUE!|NULL!|NUM!|GETTING_DATA|SPILL!|CALC!)", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YES = frozenset({"oui", "yes", "o", "y", "vrai", "true", "1", "x"})
_NO = frozenset({"non", "no", "n", "faux", "false", "0"})


#: the questions that a cell can answer by their names: `question`, in a block `block.question`
Known = Mapping[str, Question]


def known(leaves: Iterable[Leaf]) -> dict[str, Question]:
    """What cells can answer: asked of people, no files, nothing that a person alone may say."""
    asked = (question for leaf in leaves for question in leaf.questions())
    return {one.name: one for one in asked if one.is_asked and not one.type.holds_files and not one.type.anew}


def importable(leaves: tuple[Leaf, ...], asked: Known, language: str) -> list[Exported]:
    """See `CompiledForm.importable`."""
    return [one for one in exported(leaves, language) if ".".join(one.path.split(".")[: len(one.within) + 1]) in asked]


def answers_to(path: str, leaves: tuple[Leaf, ...], asked: Known, language: str) -> bool:
    """See `CompiledForm.answers_to`."""
    try:
        place = _place(path, asked)
    except KeyError:
        return False
    question = asked[place.question]
    most = (block.max for block in question.blocks)
    if len(place.rows) != len(question.blocks) or any(
        not 0 < row <= each for row, each in zip(place.rows, most, strict=True)
    ):
        return False
    if not place.part:
        return True
    listed = {one.path for one in importable(leaves, asked, language)}
    return f"{place.question}.{place.part}" in listed


@dataclass(frozen=True, slots=True)
class _Place:
    """What a path names: a question, the rows (from 1) of the blocks around it, and one of its parts."""

    question: str
    rows: tuple[int, ...]
    part: str

    @property
    def answer(self) -> str:
        """The path of the whole answer."""
        return _numbered(self.question, self.rows)


def _numbered(name: str, rows: Iterable[int]) -> str:
    """A name with its rows: `block.inner.question`, (2, 1) → `block.2.inner.1.question`."""
    *blocks, own = name.split(".")
    return ".".join([*(f"{block}.{row}" for block, row in zip(blocks, rows, strict=True)), own])


def _place(path: str, asked: Known) -> _Place:
    """Raises KeyError for what no cell can answer."""
    steps = path.split(".")
    names: list[str] = []
    rows: list[int] = []
    while steps:
        names.append(steps.pop(0))
        name = ".".join(names)
        if name in asked:
            return _Place(name, tuple(rows), ".".join(steps))
        if not steps or not (steps[0].isascii() and steps[0].isdecimal()):
            break
        rows.append(int(steps.pop(0)[:6]))
    raise KeyError(path)


def read(
    asked: Known, cells: Mapping[str, JsonValue], language: str, rows: Collection[str] = ()
) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """See `CompiledForm.understood`."""
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    given: dict[str, tuple[_Place, dict[str, JsonValue]]] = {}
    for path, cell in cells.items():
        if cell is None or cell == "":
            continue
        place = _place(path, asked)
        if isinstance(cell, str) and _FAILED.fullmatch(cell):
            errors[path] = _("“%(cell)s” is a formula that failed") % {"cell": cell}
        given.setdefault(place.answer, (place, {}))[1][place.part] = cell
    with translation.override(language):
        for name, (place, parts) in given.items():
            if any(path == name or path.startswith(f"{name}.") for path in errors):
                continue
            question = asked[place.question]
            reading = _understood(question, parts, language)
            into = _row(answers, place.answer.split(".")[:-1])
            if reading.errors:
                errors[name] = next(iter(reading.errors.values()))
            elif reading.value is not None:
                into[question.id] = reading.value
    for row in rows:
        _row(answers, row.split("."))
    return {name: _in_order(value) for name, value in answers.items()}, errors


class _Numbers(dict[int, dict[str, Any]]):
    """The rows of a block by their numbers, while cells are read."""


def _row(answers: dict[str, Any], steps: Sequence[str]) -> dict[str, Any]:
    """The row that `block.2.inner.1` leads to, made where it is not there."""
    into = answers
    for block, row in zip(steps[::2], steps[1::2], strict=True):
        into = into.setdefault(block, _Numbers()).setdefault(int(row), {})
    return into


def _in_order(value: JsonValue) -> JsonValue:
    if not isinstance(value, _Numbers):
        return value
    return [{name: _in_order(held) for name, held in value[row].items()} for row in sorted(value)]


def names(asked: Known, paths: Iterable[str]) -> dict[str, str]:
    """The answers of these paths by the beginnings of their HTML ids. Rows of blocks are 1, 2, 3…"""
    places = {_place(path, asked) for path in paths}
    return {asked[one.question].html_id(tuple(row - 1 for row in one.rows)): one.answer for one in places}


def _understood(question: Question, parts: Mapping[str, JsonValue], language: str) -> Reading:
    asked = question.asked[language]
    kinds = question.type.indexed(asked.options)
    if "" in parts:
        return _whole(question, parts[""], kinds.get("", IndexKind.TEXT), asked)
    texts = {part: _text(part, cell) for part, cell in parts.items()}
    if set(texts) <= set(question.parts):
        return question.type.read({part: [texts.get(part, "")] for part in question.parts}, asked)
    if set(question.parts) == {""} or question.parts[:1] == ("",):
        # a commune by its name or its code: as somebody types it
        return question.type.read({part: [""] for part in question.parts} | {"": [next(iter(texts.values()))]}, asked)
    value: dict[str, Any] = {}
    for part, text in texts.items():
        holder, *more = part.split(".")
        kept = _iso(text) or text if kinds.get(part) is IndexKind.DATE else text
        if more:
            value.setdefault(holder, {})[more[0]] = kept
        else:
            value[holder] = kept
    return question.type.accept(value, asked)


def _whole(question: Question, cell: JsonValue, kind: IndexKind, asked: Any) -> Reading:
    text = _text("", cell)
    match kind:
        case IndexKind.DATE:
            day = _iso(text)
            if day is None:
                return Reading(errors={"": _("“%(cell)s” is no date: write it like 31/12/2026") % {"cell": text}})
            return question.type.accept(day, asked)
        case IndexKind.MOMENT:
            moment = _moment(text)
            if moment is None:
                words = _("“%(cell)s” is no date with a time: write it like 31/12/2026 18:30")
                return Reading(errors={"": words % {"cell": text}})
            return question.type.accept(moment, asked)
        case IndexKind.YES:
            folded = text.casefold()
            if folded not in _YES | _NO:
                return Reading(errors={"": _("“%(cell)s” is neither yes nor no") % {"cell": text}})
            # a box that is not ticked has no answer
            ticked = folded in _YES
            return Reading() if question.type.name == "checkbox" and not ticked else question.type.accept(ticked, asked)
        case IndexKind.CHOICE:
            return _chosen(question, text, asked)
    if isinstance(cell, float):
        text = f"{cell:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    if question.type.name == "phone" and isinstance(cell, int) and len(text) == 9:
        text = f"0{text}"  # a number lost its zero in the spreadsheet
    return question.type.written(text, asked)


def _chosen(question: Question, text: str, asked: Any) -> Reading:
    """A choice by its label or its value, whatever the case and the accents; several apart by commas or lines."""
    known: dict[str, str] = {}
    for choice in asked.options.choices:
        for said in (choice.value, choice.label.fr, choice.label.en):
            if said:
                known.setdefault(_folded(said), choice.value)
    said = [text]
    if question.type.several and _folded(text) not in known:
        said = [one for one in re.split(r"[;,\n|]", text) if one.strip()]
    values = [known.get(_folded(one)) or _spelt(question, one, asked) for one in said]
    if None in values:
        wrong = said[values.index(None)].strip()
        return Reading(errors={"": _("“%(cell)s” is none of the choices") % {"cell": wrong}})
    return question.type.accept(values if question.type.several else values[0], asked)


def _spelt(question: Question, text: str, asked: Any) -> str | None:
    """A choice as its type knows how to read it: « Mme »."""
    value = None if question.type.several else question.type.written(text.strip(), asked).value
    return value if isinstance(value, str) else None


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).replace("’", "'").split())


def _text(part: str, cell: JsonValue) -> str:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if part == "postcode" and isinstance(cell, int):
        return f"{cell:05}"  # 01000 lost its zero in the spreadsheet
    if isinstance(cell, float):
        return repr(cell)
    return str(cell)


def _iso(text: str) -> str | None:
    """A day as ISO 8601: written so, or as in France."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return dt.date.fromisoformat(text.strip()[:10]).isoformat() if len(text.strip()) >= 10 else None
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    """A moment as ISO 8601, in Paris where no zone is said; a day alone is its first moment."""
    plain = re.sub(r"\s+(à|a)\s+|\s+", " ", text.strip().replace("T", " ")).split(" ", 1)
    day = _iso(plain[0])
    clock = plain[1].replace(" h ", ":").replace("h", ":").rstrip(":") if len(plain) > 1 else "00:00"
    if day is None:
        return None
    try:
        at = dt.datetime.fromisoformat(f"{day}T{clock.zfill(5) if ':' in clock else f'{clock.zfill(2)}:00'}")
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)).isoformat(timespec="seconds")
