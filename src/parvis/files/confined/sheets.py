"""Spreadsheets and CSV that somebody sent, read into plain lines: JSON, one line of the sheet each.

A line is `[number, [cell, …]]`, its number as people see it. A cell is a text, a number, true or false, or null; days
and moments are ISO 8601 texts. Formulas give the value that was kept with them; macros, links and everything else that
a workbook may hold is not looked at.
Of a workbook the first sheet that shows something is read, and those that belong to it (`beside`).
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from parvis.files.confined import beside
from parvis.files.confined.beside import Cell
from parvis.files.confined.reasons import Refused

#: lines and columns that are read: half a million cases, as wide as the widest form
MOST_LINES = 500_001
MOST_COLUMNS = 400
#: bytes of everything in a workbook, uncompressed: beyond, nothing of ours would hold it
MOST_UNPACKED = 1 << 30
MOST_ENTRIES = 2_000
#: characters of one cell: more than a spreadsheet holds
MOST_CELL = 32_767
#: what Windows gives where it has no letter: this is no text of Windows-1252
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_CHUNK = 1 << 20
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s>/])|(?:\w+:)?formula=")
_FORMULA_AT = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f(?=[\s>/])')
#: a formula's cell in which no value is kept: whoever wrote the workbook did not work it out
_UNWORKED = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\s[^>]*/>)\s*</(?:\w+:)?c>")
_SPANNED = re.compile(rb'number-(?:rows|columns)-spanned="(?!1")')


def tabulate(source: Path, out: Path) -> dict[str, Any]:
    """Write the lines of the first sheet that shows something (or of the CSV) to `out`; what is known of it.

    Raises Refused: "empty", "kind", "locked", "damaged", "too_large" (lines, columns), "too_heavy".
    """
    with source.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Refused("empty")
    if head.startswith(b"PK\x03\x04"):
        found, lines = _workbook(source)
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("locked" if _is_locked(source) else "kind")
    else:
        found, lines = _text(source)
    count = width = 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with out.open("w", encoding="utf-8") as kept:
        for number, cells in lines:
            while cells and cells[-1] is None:
                cells.pop()
            if not cells:
                continue
            count += 1
            width = max(width, len(cells))
            if count > MOST_LINES or width > MOST_COLUMNS:
                raise Refused("too_large")
            kept.write(encode([number, cells]) + "\n")
    if not count:
        raise Refused("empty")
    return {**found, "lines": count, "columns": width}


def _is_locked(source: Path) -> bool:
    """Whether an old container holds an encrypted workbook (MS-OFFCRYPTO), and not an XLS."""
    with source.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(1 << 20)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def _text(source: Path) -> tuple[dict[str, Any], Iterator[tuple[int, list[Cell]]]]:
    with source.open("rb") as file:
        encoding = encoding_of(file)
    with source.open(encoding=encoding, newline="") as text:
        try:
            sample = text.read(1 << 16)
        except UnicodeError as error:
            raise Refused("damaged") from error
    if "\0" in sample:
        raise Refused("kind")
    delimiter = delimiter_of(sample)
    return {"kind": "csv", "encoding": encoding, "delimiter": delimiter}, _csv_lines(source, encoding, delimiter)


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a text: its mark, else UTF-16 by its zeros, UTF-8 where all of it is, Windows-1252 where it can
    be. Raises Refused("kind") for what is no text.
    """
    head = file.read(4096)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if len(head) >= 4 and b"\0" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > len(head) // 4 and even < odd // 8:
            return "utf-16-le"
        if even > len(head) // 4 and odd < even // 8:
            return "utf-16-be"
        raise Refused("kind")
    decoder = codecs.getincrementaldecoder("utf-8")()
    undefined, utf8 = False, True
    data = head
    while data:
        undefined = undefined or any(byte in data for byte in _UNDEFINED)
        if utf8:
            try:
                decoder.decode(data)
            except UnicodeDecodeError:
                utf8 = False
        data = file.read(_CHUNK)
    if utf8:
        try:
            decoder.decode(b"", True)
            return "utf-8"
        except UnicodeDecodeError:
            pass
    if undefined:
        raise Refused("kind")
    return "cp1252"


def delimiter_of(sample: str) -> str:
    """What stands between the cells: the sign that the first lines have most often and alike, outside of quotes."""
    plain = re.sub(r'"(?:[^"]|"")*"', "", sample)
    lines = [line for line in plain.splitlines()[:20] if line.strip()]
    best, most = ";", 0
    for sign in (";", "\t", ",", "|"):
        counts = [line.count(sign) for line in lines]
        alike = sum(count == counts[0] for count in counts) if counts and counts[0] else 0
        if alike * min(counts[0] if counts else 0, 50) > most:
            best, most = sign, alike * min(counts[0], 50)
    return best


def _csv_lines(source: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    csv.field_size_limit(MOST_CELL * 4)
    with source.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        number = 1
        try:
            for row in reader:
                if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                    raise Refused("too_large")
                yield number, [_plain(cell) for cell in row[:MOST_COLUMNS]]
                number = reader.line_num + 1
        except (csv.Error, UnicodeError) as error:
            raise Refused("damaged") from error


#: how a text begins that an export of ours put an apostrophe before (`exchange.domain.writers.csv.DANGEROUS`)
_NEUTRAL = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "'＝", "'＋", "'－", "'＠")  # noqa: RUF001


def _plain(text: str) -> Cell:
    if text.startswith(_NEUTRAL):
        text = text[1:]
    text = text.replace("\0", "").strip()
    return text[:MOST_CELL] or None


# -- workbooks --------------------------------------------------------------------------------------------------------


def _workbook(source: Path) -> tuple[dict[str, Any], Iterator[tuple[int, list[Cell]]]]:
    try:
        with zipfile.ZipFile(source) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Refused("too_heavy")
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused("locked")
            ods = "content.xml" in names
            if not ods and "xl/workbook.xml" not in names:
                raise Refused("kind")
            if ods and b"encryption-data" in package.read("META-INF/manifest.xml")[:_CHUNK]:
                raise Refused("locked")
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("damaged") from error
    return _sheet(source, ods=ods)


def _sheet(source: Path, *, ods: bool) -> tuple[dict[str, Any], Iterator[tuple[int, list[Cell]]]]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(source))
        sheets = [
            (place, sheet.visible == python_calamine.SheetVisibleEnum.Visible)
            for place, sheet in enumerate(workbook.sheets_metadata)
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        shown = [place for place, visible in sheets if visible]
        for place in shown:
            sheet = workbook.get_sheet_by_index(place)
            if sheet.height:
                break
        else:
            raise Refused("empty")
        others = [workbook.get_sheet_by_index(other) for other in shown if other > place]
    except python_calamine.PasswordError as error:
        raise Refused("locked") from error
    except python_calamine.CalamineError as error:
        raise Refused("damaged") from error
    formulas, at, spans, unworked = _formulas(source, place, ods=ods)
    merged = list(sheet.merged_cell_ranges or ())
    found: dict[str, Any] = {
        "kind": "ods" if ods else "xlsx",
        "sheet": sheet.name,
        "sheets": len(shown),
        "hidden": len(sheets) - len(shown),
        "formulas": formulas,
        "formula_at": at,
        "unworked": unworked,
        "merged": len(merged) or spans,
    }
    sheets_beside = [(other.name, _lines(other, list(other.merged_cell_ranges or ()))) for other in others]
    return found, beside.put(_lines(sheet, merged), sheets_beside, found, most=MOST_COLUMNS)


def _lines(sheet: Any, merged: list[Any]) -> Iterator[tuple[int, list[Cell]]]:
    """The lines of a sheet; what stands in merged cells stands in each of them."""
    # lines begin with the sheet's first one, empty or not; columns with the first that holds something
    shift = (sheet.start or (0, 0))[1]
    spread: dict[int, list[tuple[int, int, int]]] = {}
    for (top, left), (bottom, right) in merged[:100_000]:
        for line in range(top, min(bottom, top + MOST_LINES) + 1):
            spread.setdefault(line, []).append((left - shift, right - shift, top))
    kept: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_cell(value) for value in row]
        for left, right, top in spread.get(number, ()):
            if left < 0:
                continue
            if number == top and left < len(cells):
                kept[top, left] = cells[left]
            value = kept.get((top, left))
            cells += [None] * (min(right, MOST_COLUMNS) + 1 - len(cells))
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                cells[column] = value
        if len(cells) > MOST_COLUMNS:
            if any(cell is not None for cell in cells[MOST_COLUMNS:]):
                raise Refused("too_large")
            del cells[MOST_COLUMNS:]
        yield number + 1, cells


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip()[:MOST_CELL] or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        if not math.isfinite(value):  # JSON has no such number, and no form asks for one
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, int):
        return value
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time()
        return value.date().isoformat() if whole else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _formulas(source: Path, place: int, *, ods: bool) -> tuple[int, str, int, int]:
    """How many formulas the sheet has, where the first is, how many cells are spanned (ODS), how many formulas were
    never worked out (XLSX; cells of ODS hold their values).
    """
    with zipfile.ZipFile(source) as package:
        name = "content.xml" if ods else _part(package, place)
        if name not in package.namelist():
            return 0, "", 0, 0
        count, at, spans, unworked, before = 0, "", 0, 0, b""
        with package.open(name) as part:
            while data := part.read(_CHUNK):
                held = before + data
                # what a chunk's end cuts is looked at again with the next one
                edge = max(held.rfind(b"</c>" if not ods and b"</c>" in held else b">"), 0)
                now, before = held[: edge + 1], held[edge + 1 :]
                count += len(_FORMULA.findall(now))
                if count and not at and (first := _FORMULA_AT.search(now)):
                    at = first[1].decode()
                if ods:
                    spans += len(_SPANNED.findall(now))
                else:
                    unworked += len(_UNWORKED.findall(now))
    return count, at, spans, unworked


def _part(package: zipfile.ZipFile, place: int) -> str:
    """The entry of a sheet of an XLSX, by the relations of its workbook (ECMA-376 part 2)."""
    from xml.etree import ElementTree

    kept = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    try:
        book = ElementTree.parse(io.BytesIO(package.read("xl/workbook.xml")))  # noqa: S314 - confined
        links = ElementTree.parse(io.BytesIO(package.read("xl/_rels/workbook.xml.rels")))  # noqa: S314
        sheets = [one.get(kept) for one in book.iter() if one.tag.endswith("}sheet")]
        targets = {one.get("Id"): one.get("Target", "") for one in links.iter() if one.tag.endswith("}Relationship")}
        target = targets[sheets[place]] or ""
    except (KeyError, IndexError, ElementTree.ParseError):
        return ""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
