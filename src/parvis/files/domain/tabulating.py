"""Spreadsheets that somebody sent, made plain lines by the confined process (`files.confined.sheets`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.files.domain import confining

#: bytes of address space, seconds of processor, bytes of lines: half a million lines of an ordinary sheet
_MEMORY = 3_000_000_000
_SECONDS = 240
_LARGEST = 1_000_000_000
_PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Tabulated:
    """What is known of a sheet. kind: csv, xlsx or ods; encoding: of CSV; sheets: how many the workbook shows, of
    which `sheet` was read; formulas: how many cells have one, the first at `formula_at`, and how many of these were
    never worked out (`unworked`); merged: groups of merged cells. joined: the sheets whose lines were put beside
    those of `sheet` (`confined.sheets`), orphans: how many of them name no line there; hidden: how many sheets the
    workbook hides.
    """

    kind: str
    lines: int
    columns: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: int = 1
    formulas: int = 0
    formula_at: str = ""
    unworked: int = 0
    merged: int = 0
    joined: Sequence[str] = ()
    orphans: int = 0
    hidden: int = 0


def tabulate(source: Path, out: Path) -> Tabulated:
    """Write the lines of a spreadsheet or CSV to `out`, JSON each: `[number, [cell, …]]`; what is known of it.

    Raises FileRefused (EMPTY, KIND, LOCKED, DAMAGED, TOO_LARGE for lines and columns, TOO_HEAVY), FilesBusy.
    """
    job = {"task": "tabulate", "source": str(source.absolute()), "out": str(out.absolute())}
    said = confining.run(
        job, memory=_MEMORY, seconds=_SECONDS, largest=_LARGEST, patience=_PATIENCE, spent_by_abort=True
    )
    return Tabulated(**said)
