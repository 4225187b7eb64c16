"""ODS (OpenDocument 1.3, ISO/IEC 26300) written as a stream: no library keeps less than the whole sheet in memory.

A package is a ZIP whose first entry says what it is, uncompressed; the sheets are one XML document, written line by
line into its entry. Cells say their type and value: days are days, amounts currency, texts never formulas.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from parvis.exchange.data import Column, Format, Row
from parvis.exchange.domain.writers.sheets import Book, Sheet, day, is_number, legible, moment, yes
from parvis.forms.data import IndexKind, JsonValue

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
_BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content {_NAMES} office:version="1.3"><office:automatic-styles>'
    '<number:date-style style:name="n-day"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<number:date-style style:name="n-moment"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "<number:text> </number:text>"
    '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
    "</number:date-style>"
    '<number:currency-style style:name="n-euro">'
    '<number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1"'
    ' number:grouping="true"/><number:text> </number:text><number:currency-symbol>€</number:currency-symbol>'
    "</number:currency-style>"
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="n-day"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="n-moment"/>'
    '<style:style style:name="euro" style:family="table-cell" style:data-style-name="n-euro"/>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_END = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{Format.ODS.media_type}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_CLOSED = "</text:p></table:table-cell>"
_EMPTY = "<table:table-cell/>"
_SPACES = re.compile(" {2,}")
#: characters of XML that are gathered before they are compressed
_GATHERED = 1 << 16


def write(book: Book, rows: Callable[[], Iterable[Row]], out: BinaryIO) -> None:
    """Write the cases' sheet and one a block. Raises NotPossible, OSError."""
    sheets = book.sheets()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), str(Format.ODS.media_type))
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        with package.open("content.xml", "w", force_zip64=True) as content:
            content.write(_BEGIN.encode())
            for sheet in sheets:
                _sheet(sheet, rows, content.write)
            content.write(_END.encode())


def _sheet(sheet: Sheet, rows: Callable[[], Iterable[Row]], write: Callable[[bytes], object]) -> None:
    says = [_cell(column) for column in sheet.columns]
    heads = "".join(
        '<table:table-cell office:value-type="string" table:style-name="head">'
        f"{_paragraphs(column.label)}</table:table-cell>"
        for column in sheet.columns
    )
    write(
        f"<table:table table:name={quoteattr(legible(sheet.name))}>"
        f'<table:table-column table:number-columns-repeated="{len(sheet.columns)}"/>'
        f"<table:table-header-rows><table:table-row>{heads}</table:table-row></table:table-header-rows>".encode()
    )
    gathered: list[str] = []
    length = 0
    for cells in sheet.lines(rows()):
        inside = "".join([_EMPTY if cell is None else say(cell) for say, cell in zip(says, cells, strict=True)])
        gathered.append(f"<table:table-row>{inside}</table:table-row>")
        length += len(inside)
        if length > _GATHERED:
            write("".join(gathered).encode())
            gathered, length = [], 0
    write(("".join(gathered) + "</table:table>").encode())


def _cell(column: Column) -> Callable[[JsonValue], str]:
    """How a cell of the column is written; what is not of its kind stays a text."""

    def number(value: JsonValue) -> str:
        # beyond 2**53 a spreadsheet would round: a long number is a text
        if not is_number(value) or abs(value) >= 2**53:
            return _text(value)
        said = repr(value)
        return f'<table:table-cell office:value-type="float" office:value="{said}"><text:p>{said}{_CLOSED}'

    def amount(value: JsonValue) -> str:
        if not is_number(value):
            return _text(value)
        said = f"{value / 100:.2f}"
        return (
            '<table:table-cell table:style-name="euro" office:value-type="currency" office:currency="EUR"'
            f' office:value="{said}"><text:p>{said} €{_CLOSED}'
        )

    def date(value: JsonValue) -> str:
        found = day(value)
        if found is None:
            return _text(value)
        return (
            '<table:table-cell table:style-name="day" office:value-type="date"'
            f' office:date-value="{found.isoformat()}">'
            f"<text:p>{found.day:02}/{found.month:02}/{found.year:04}{_CLOSED}"
        )

    def clock(value: JsonValue) -> str:
        found = moment(value)
        if found is None:
            return _text(value)
        return (
            '<table:table-cell table:style-name="moment" office:value-type="date"'
            f' office:date-value="{found.isoformat(timespec="seconds")}">'
            f"<text:p>{found:%d/%m/%Y %H:%M}{_CLOSED}"
        )

    def truth(value: JsonValue) -> str:
        return _text(yes(value) if isinstance(value, bool) else value)

    return {
        IndexKind.INTEGER: number,
        IndexKind.DECIMAL: number,
        IndexKind.AMOUNT: amount,
        IndexKind.DATE: date,
        IndexKind.MOMENT: clock,
        IndexKind.YES: truth,
    }.get(column.kind, _text)


def _text(value: JsonValue) -> str:
    return f'<table:table-cell office:value-type="string">{_paragraphs(value)}</table:table-cell>'


def _paragraphs(value: JsonValue) -> str:
    """A text: its lines are paragraphs, several spaces and tabs elements of their own (ODF 1.3 § 6.1.2)."""
    text = escape(legible(value))
    if "  " in text:
        text = _SPACES.sub(lambda found: f' <text:s text:c="{len(found[0]) - 1}"/>', text)
    if "\t" in text:
        text = text.replace("\t", "<text:tab/>")
    if "\n" not in text and "\r" not in text:
        return f"<text:p>{text}</text:p>"
    return "".join(f"<text:p>{line}</text:p>" for line in text.splitlines())
