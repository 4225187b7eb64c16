"""JSON for programmes, GeoJSON for maps: one case a line, so that either is read as a stream.

Keys are those of the form and stable; values are what people read, but for numbers (amounts in euros), days and moments
(ISO 8601) and yes or no.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from parvis.exchange.data import Column, Place, Row
from parvis.exchange.domain.writers.sheets import Book, is_number
from parvis.finding.data import ANSWER
from parvis.forms.data import IndexKind, JsonValue

#: of a case that names no place at all
_NOWHERE = Place(None, None, "none", "")
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
    """A collection of features (RFC 7946), one a case; without a known point its geometry is null (§ 3.2).

    `place_precision` says what the point is ("commune": its town hall; "none"), `place_of` which answer names the
    place, `place_said` how: an address of which nobody knows the point is there in words. Raises NotPossible, OSError.
    """
    columns = book.flat()
    names = [column.key.removeprefix(ANSWER).replace(".", "_") for column in columns]

    def feature(row: Row) -> dict[str, Any]:
        cells = zip(columns, book.flattened(row), strict=True)
        properties = dict(zip(names, (_value(column, cell) for column, cell in cells), strict=True))
        geometry, place = None, row.place or _NOWHERE
        if place.longitude is not None:
            geometry = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
        properties |= {
            "place_precision": place.precision,
            "place_of": place.said_by or None,
            "place_said": place.said or None,
        }
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
