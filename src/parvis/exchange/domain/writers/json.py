"""JSON for programmes, GeoJSON for maps: one case a line, so that either is read as a stream.

Keys are those of the form and stable; values are what people read, but for numbers (amounts in euros), days and moments
(ISO 8601) and yes or no.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from parvis.exchange.data import Column, Row
from parvis.exchange.domain.writers.sheets import Book, is_number
from parvis.finding.data import ANSWER
from parvis.forms.data import IndexKind, JsonValue

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(book: Book, rows: Callable[[], Iterable[Row]], out: BinaryIO) -> None:
    """An array of cases; answers by their paths, those of a block in a list of objects. Raises OSError."""
    own, blocks = book.own, book.blocks

    def case(row: Row) -> dict[str, Any]:
        said: dict[str, Any] = {}
        answers: dict[str, Any] = {}
        for column, cell in zip(own, row.cells, strict=True):
            (answers if column.path else said)[column.path or column.key] = _value(column, cell)
        for block, many in blocks.items():
            answers[block] = [
                {
                    column.path.removeprefix(f"{block}."): _value(column, cell)
                    for column, cell in zip(many, cells, strict=True)
                }
                for cells in row.blocks.get(block, ())
            ]
        return said | ({"answers": answers} if answers else {})

    _stream(out, "[", (case(row) for row in rows()), "]")


def write_map(book: Book, rows: Callable[[], Iterable[Row]], out: BinaryIO) -> None:
    """A collection of features (RFC 7946), one a case; without a known place its geometry is null (§ 3.2).

    `place_precision` and `place_of` say what the point is: of its commune, and which answer names that. Raises
    NotPossible, OSError.
    """
    columns = book.flat()
    names = [column.key.removeprefix(ANSWER).replace(".", "_") for column in columns]

    def feature(row: Row) -> dict[str, Any]:
        cells = zip(columns, book.flattened(row), strict=True)
        properties = dict(zip(names, (_value(column, cell) for column, cell in cells), strict=True))
        geometry = None
        if row.point:
            geometry = {"type": "Point", "coordinates": [row.point.longitude, row.point.latitude]}
            properties |= {"place_precision": row.point.precision, "place_of": row.point.said_by}
        return {"type": "Feature", "id": row.reference, "geometry": geometry, "properties": properties}

    _stream(out, '{"type":"FeatureCollection","features":[', (feature(row) for row in rows()), "]}")


def _stream(out: BinaryIO, begin: str, things: Iterable[dict[str, Any]], end: str) -> None:
    out.write(begin.encode())
    between = b"\n"
    for thing in things:
        out.write(between + _text(thing).encode("utf-8", "replace"))
        between = b",\n"
    out.write(f"\n{end}\n".encode())


def _value(column: Column, cell: JsonValue) -> JsonValue:
    return cell / 100 if column.kind is IndexKind.AMOUNT and is_number(cell) else cell
