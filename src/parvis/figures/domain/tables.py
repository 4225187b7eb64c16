"""The tables of a period: one list of rows, from which the page and the CSV are made alike."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from parvis.figures.data import By, Counted, Figures
from parvis.figures.domain import words
from parvis.figures.domain.words import Procedure, percent
from parvis.kernel.ui.formats import number

#: a spreadsheet takes a text that begins with one of these for a formula
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a page shows, and what a file holds: an exact number where there is one."""

    shown: str
    value: Any

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class Table:
    """title; said: how it is counted, in a sentence; heads: of the page and of the file, with the name of the column
    in files; rows: cells, the first is what the row is about.
    """

    name: str
    title: str
    said: str
    heads: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]

    @property
    def columns(self) -> list[dict[str, Any]]:
        """As the macro `table` draws them; a column without a label is for files alone."""
        labels = [label for _name, label in self.heads if label]
        texts = 1 + (self.name == "corrections")
        return [{"label": label, "kind": "" if place < texts else "number"} for place, label in enumerate(labels)]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """As the macro `table` draws them."""
        return [
            {"cells": [cell.shown for cell, (_name, label) in zip(row, self.heads, strict=True) if label]}
            for row in self.rows
        ]

    def csv(self) -> bytes:
        """As spreadsheets open it in France: semicolons, UTF-8 with its mark; no cell is a formula."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([name for name, _label in self.heads])
        writer.writerows([plain(cell.value) for cell in row] for row in self.rows)
        return b"\xef\xbb\xbf" + out.getvalue().encode()


def plain(value: Any) -> Any:
    """A value as a file holds it: nothing for none, a text that looks like a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return value


def _text(text: str) -> Cell:
    return Cell(text, text)


def _number(value: int) -> Cell:
    return Cell(number(value), value)


def _days(days: int | None, working: bool) -> Cell:
    return Cell(words.days_words(days, working=working), days)


def _share(part: int, whole: int) -> Cell:
    return Cell(percent(part, whole), round(part / whole, 4) if whole else None)


def by_months(found: Figures) -> Table:
    """Month by month: what came, what ended, what was open when the month ended."""
    return Table(
        "mois",
        _("Month by month"),
        _("Received by the day of receipt, ended by the day on which the request was closed, whatever the outcome; "
          "open when the month ended, or now."),
        [
            ("mois", _("Month")),
            ("recues", _("Requests received")),
            ("terminees", _("Requests ended")),
            ("en_cours_fin_de_mois", _("Open at its end")),
        ],
        [
            [
                Cell(words.month(one.month), f"{one.month:%Y-%m}"),
                _number(one.received),
                _number(one.ended),
                _number(one.open),
            ]
            for one in found.months
        ],
    )  # fmt: skip


_HEADS = (
    ("recues", "received"),
    ("repondues", "answered"),
    ("delai_median_jours", "half"),
    ("delai_9_sur_10_jours", "nine"),
    ("part_dans_le_delai", "in_time"),
    ("terminees_sans_reponse", "unanswered"),
    ("en_cours", "open"),
    ("en_retard", "late"),
)


def _heads(first: tuple[str, str]) -> list[tuple[str, str]]:
    said = {
        "received": _("Requests received"),
        "answered": _("Answered"),
        "half": _("Half within"),
        "nine": _("9 in 10 within"),
        "in_time": _("In time"),
        "unanswered": _("Ended without"),
        "open": _("Open now"),
        "late": _("Late now"),
    }
    return [first, *((name, said[key]) for name, key in _HEADS)]


def _line(name: str, counted: Counted, *, working: bool = False) -> list[Cell]:
    took = words.delay(counted, working=working)
    return [
        _text(name),
        _number(counted.received),
        _number(counted.answered),
        _days(took.half, working),
        _days(took.nine, working),
        _share(counted.in_time, counted.due),
        _number(counted.unanswered),
        _number(counted.open),
        _number(counted.late),
    ]


def _ordered(groups: Mapping[UUID, Counted], names: Mapping[UUID, str]) -> list[UUID]:
    """The one that received most first."""
    return sorted(groups, key=lambda one: (-groups[one].received, -groups[one].open, names[one]))


def _each(found: Figures, by: By) -> dict[UUID, Counted]:
    return {key: one for key, one in found.groups[by].items() if key is not None}


def by_procedures(found: Figures, known: Mapping[UUID, Procedure]) -> Table:
    """By procedure: each in the unit of its own promise."""
    groups = _each(found, By.PROCEDURE)
    names = {key: known[key].name if key in known else _("former procedure") for key in groups}
    rows = []
    for key in _ordered(groups, names):
        working = key in known and known[key].working
        rows.append([*_line(names[key], groups[key], working=working), Cell("", words.unit(working))])
    return Table(
        "demarches",
        _("By procedure"),
        _("Days are those of the procedure’s promise: working days where it promises working days."),
        [*_heads(("demarche", _("Procedure"))), ("unite_des_delais", "")],
        rows,
    )


def by_departments(found: Figures) -> Table:
    """By the department that has, or had, the request."""
    groups = _each(found, By.DEPARTMENT)
    names = {key: words.department(key) for key in groups}
    return Table(
        "services",
        _("By department"),
        _("A request counts with the department that has it now, or had it when it ended. Days are calendar days."),
        _heads(("service", _("Department"))),
        [_line(names[key], groups[key]) for key in _ordered(groups, names)],
    )


def by_organisations(found: Figures) -> Table:
    """By the organisation that answers: a commune, or the communauté."""
    groups = _each(found, By.ORGANISATION)
    names = {key: words.organisation(key) for key in groups}
    return Table(
        "communes",
        _("By commune"),
        _("A request counts with the commune, or the community of communes, that answers it. Days are calendar days."),
        _heads(("commune", _("Commune"))),
        [_line(names[key], groups[key]) for key in _ordered(groups, names)],
    )


def by_corrections(found: Figures, known: Mapping[UUID, Procedure]) -> Table:
    """By answer that was asked again, most often first."""
    received = {key: one.received for key, one in found.groups[By.PROCEDURE].items()}
    rows = []
    for one in found.corrections:
        procedure = known.get(one.case_type_id)
        rows.append(
            [
                _text(procedure.field(one.field) if procedure else one.field),
                _text(procedure.name if procedure else _("former procedure")),
                _number(one.cases),
                _share(one.cases, received.get(one.case_type_id, 0)),
            ]
        )
    return Table(
        "corrections",
        _("What has to be mended"),
        _("Requests received in the period that went back for this answer, once or more, and their share of all those "
          "that the procedure received."),
        [
            ("question", _("Answer")),
            ("demarche", _("Procedure")),
            ("demandes", _("Requests")),
            ("part_des_demandes", _("Share")),
        ],
        rows,
    )  # fmt: skip
