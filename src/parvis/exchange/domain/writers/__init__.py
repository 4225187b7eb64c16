"""Writers: rows in, bytes out, one at a time. A format is one file here and a line in `WRITERS`."""

from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

from parvis.exchange.data import Format, Row
from parvis.exchange.domain.writers import csv, json, ods, xlsx
from parvis.exchange.domain.writers.sheets import Book

Rows = Callable[[], Iterable[Row]]

#: what writes a book: its rows may be asked for several times, once for each sheet
WRITERS: Mapping[Format, Callable[[Book, Rows, BinaryIO], None]] = {
    Format.CSV: csv.write,
    Format.XLSX: xlsx.write,
    Format.ODS: ods.write,
    Format.JSON: json.write,
    Format.GEOJSON: json.write_map,
}
