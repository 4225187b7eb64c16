"""XLSX through XlsxWriter in its constant memory: each line leaves for the disk when the next one begins.

Texts are written as texts, whatever they begin with: none is a formula or a link. Days and moments are true dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

import xlsxwriter

from parvis.exchange.data import Column, Row
from parvis.exchange.domain.writers.sheets import Book, day, is_number, legible, moment, yes
from parvis.forms.data import IndexKind, JsonValue

#: characters of a cell (ECMA-376 part 1, § 18.18.3, as Excel has it)
_LONGEST = 32_767
#: the first day from which on Excel's days are right: it takes 1900 for a leap year
_FIRST_YEAR = 1901

Put = Callable[[int, int, JsonValue], Any]


def write(book: Book, rows: Callable[[], Iterable[Row]], out: BinaryIO) -> None:
    """Write the cases' sheet and one a block. Raises NotPossible, OSError."""
    sheets = book.sheets()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.use_zip64()
        head = workbook.add_format({"bold": True, "bottom": 1})
        formats = {
            IndexKind.DATE: workbook.add_format({"num_format": "dd/mm/yyyy"}),
            IndexKind.MOMENT: workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            IndexKind.AMOUNT: workbook.add_format({"num_format": '#,##0.00" €"'}),
        }
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                page.set_column(place, place, min(max(len(column.label), 12), 40))
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, legible(column.label)[:_LONGEST], head)
            puts = [_put(page, column, formats) for column in sheet.columns]
            for line, cells in enumerate(sheet.lines(rows()), 1):
                for place, (put, cell) in enumerate(zip(puts, cells, strict=True)):
                    if cell is not None:
                        put(line, place, cell)


def _put(page: Any, column: Column, formats: dict[IndexKind, Any]) -> Put:
    """How a cell of the column is put on the page; what is not of its kind stays a text."""
    shape = formats.get(column.kind)

    def text(line: int, place: int, value: JsonValue) -> Any:
        return page.write_string(line, place, legible(value)[:_LONGEST])

    def number(line: int, place: int, value: JsonValue) -> Any:
        # beyond 2**53 a spreadsheet would round: a long number is a text
        if is_number(value) and abs(value) < 2**53:
            return page.write_number(line, place, value)
        return text(line, place, value)

    def amount(line: int, place: int, value: JsonValue) -> Any:
        return page.write_number(line, place, value / 100, shape) if is_number(value) else text(line, place, value)

    def date(line: int, place: int, value: JsonValue) -> Any:
        found = day(value)
        if found is None or found.year < _FIRST_YEAR:
            return text(line, place, value)
        return page.write_datetime(line, place, found, shape)

    def clock(line: int, place: int, value: JsonValue) -> Any:
        found = moment(value)
        if found is None or found.year < _FIRST_YEAR:
            return text(line, place, value)
        return page.write_datetime(line, place, found, shape)

    def truth(line: int, place: int, value: JsonValue) -> Any:
        return text(line, place, yes(value) if isinstance(value, bool) else value)

    return {
        IndexKind.INTEGER: number,
        IndexKind.DECIMAL: number,
        IndexKind.AMOUNT: amount,
        IndexKind.DATE: date,
        IndexKind.MOMENT: clock,
        IndexKind.YES: truth,
    }.get(column.kind, text)
