"""CSV as French spreadsheets open it by a double click: UTF-8 with its mark, semicolons, CR LF (RFC 4180).

A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection"): it begins
with =, +, -, @, their full-width forms, a tab or a carriage return. Numbers are numbers and stay as they are; a
telephone number that begins with + has its apostrophe. Importing takes it away again (`reading.texts`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from parvis.exchange.data import Column, Row
from parvis.exchange.domain.writers.sheets import Book, is_number, moment, yes
from parvis.forms.data import IndexKind, JsonValue

#: how a text begins that a spreadsheet may take for a formula
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001


def write(book: Book, rows: Callable[[], Iterable[Row]], out: BinaryIO) -> None:
    """Write one table. Raises NotPossible, OSError."""
    columns = book.flat()
    says = [_cell(column, comma=book.options.comma) for column in columns]
    several = bool(book.blocks)
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(column.label) for column in columns])
    for row in rows():
        cells = book.flattened(row) if several else row.cells
        writer.writerow([say(cell) for say, cell in zip(says, cells, strict=True)])
    text.flush()
    text.detach()  # the file stays open: it is its caller's


def neutral(value: JsonValue) -> str:
    """A text that no spreadsheet runs."""
    text = value if isinstance(value, str) else str(value)
    return f"'{text}" if text[:1] in DANGEROUS else text


def _cell(column: Column, *, comma: bool) -> Callable[[JsonValue], JsonValue]:
    """How a cell of the column is written: days as ISO 8601, which no country reads in another order."""

    def text(value: JsonValue) -> JsonValue:
        return None if value is None else neutral(value)

    def point(value: str) -> str:
        return value.replace(".", ",") if comma else value

    def amount(value: JsonValue) -> JsonValue:
        return point(f"{value / 100:.2f}") if is_number(value) else text(value)

    def decimal(value: JsonValue) -> JsonValue:
        return point(f"{value:.6f}".rstrip("0").rstrip(".")) if is_number(value) else text(value)

    def whole(value: JsonValue) -> JsonValue:
        return value if is_number(value) else text(value)

    def truth(value: JsonValue) -> JsonValue:
        return yes(value) if isinstance(value, bool) else text(value)

    def clock(value: JsonValue) -> JsonValue:
        found = moment(value)
        return f"{found:%Y-%m-%d %H:%M}" if found else text(value)

    return {
        IndexKind.AMOUNT: amount,
        IndexKind.DECIMAL: decimal,
        IndexKind.INTEGER: whole,
        IndexKind.YES: truth,
        IndexKind.MOMENT: clock,
    }.get(column.kind, text)
