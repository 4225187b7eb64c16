"""CSV files that people make with a spreadsheet, whatever encoding and delimiter, with every fault at its line."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from parvis.territory.domain import streets
from parvis.territory.domain.naming import folded
from parvis.territory.domain.zones import Fault, Parity, Stretch, ZoneMap

LARGEST = 2 * 1024 * 1024
"""Bytes of one file."""
MOST_LINES = 20_000
MOST_FAULTS = 100
"""Beyond these, the rest of the file is not described."""
LONGEST = 120

ZONE_COLUMNS = ("zone", "street", "parity", "from", "to")
SCHOOL_COLUMNS = ("uai", "name", "levels", "address", "postcode", "town", "zone")
LEVELS = ("maternelle", "elementaire")

_HEADINGS = {
    "zone": "zone", "secteur": "zone", "street": "street", "voie": "street", "rue": "street", "libelle": "street",
    "parity": "parity", "parite": "parity", "cote": "parity", "from": "from", "du": "from", "debut": "from",
    "numero debut": "from", "to": "to", "au": "to", "fin": "to", "numero fin": "to",
    "uai": "uai", "code uai": "uai", "numero uai": "uai", "name": "name", "nom": "name", "ecole": "name",
    "levels": "levels", "niveaux": "levels", "niveau": "levels", "address": "address", "adresse": "address",
    "postcode": "postcode", "code postal": "postcode", "town": "town", "ville": "town", "commune": "town",
}  # fmt: skip
_PARITIES = {
    "": Parity.ALL, "all": Parity.ALL, "tous": Parity.ALL, "toutes": Parity.ALL, "t": Parity.ALL,
    "les deux": Parity.ALL, "pair et impair": Parity.ALL, "odd": Parity.ODD, "impair": Parity.ODD,
    "impairs": Parity.ODD, "i": Parity.ODD, "even": Parity.EVEN, "pair": Parity.EVEN, "pairs": Parity.EVEN,
    "p": Parity.EVEN,
}  # fmt: skip
_LEVELS = {"maternelle": LEVELS[0], "nursery": LEVELS[0], "elementaire": LEVELS[1], "primary": LEVELS[1]}
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_PARITY_WORDS = {Parity.ALL: "tous", Parity.ODD: "impair", Parity.EVEN: "pair"}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school of a file."""

    uai: str
    name: str
    levels: tuple[str, ...]
    address: str = ""
    postcode: str = ""
    town: str = ""
    zone: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReadZones:
    """What a file of zones says. It may be imported where no fault is blocking."""

    stretches: tuple[Stretch, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def importable(self) -> bool:
        return bool(self.stretches) and not any(fault.blocking for fault in self.faults)


@dataclass(frozen=True, slots=True)
class ReadSchools:
    """What a file of schools says."""

    schools: tuple[SchoolRow, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def importable(self) -> bool:
        return bool(self.schools) and not any(fault.blocking for fault in self.faults)


@dataclass(slots=True)
class _Sheet:
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def _decoded(content: bytes) -> str:
    """UTF-8, or Windows' own, as French spreadsheets write it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(content: bytes, wanted: Sequence[str], optional: Sequence[str]) -> _Sheet:
    sheet = _Sheet()
    if len(content) > LARGEST:
        sheet.faults.append(Fault(0, _("The file is too large: 2 MB at most")))
        return sheet
    text = _decoded(content)
    if "\0" in text:
        sheet.faults.append(Fault(0, _("This is no CSV file: save the sheet as CSV, not as a workbook")))
        return sheet
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] = []
    try:
        for cells in reader:
            line = reader.line_num
            cells = [_bare(" ".join(cell.split())) for cell in cells]
            if not any(cells):
                continue
            if not columns:
                columns = [_HEADINGS.get(folded(cell), "") for cell in cells]
                missing = [name for name in wanted if name not in columns and name not in optional]
                if missing:
                    said = {"columns": ", ".join(missing)}
                    sheet.faults.append(Fault(line, _("The first line must name the columns: %(columns)s") % said))
                    return sheet
                continue
            if len(sheet.rows) >= MOST_LINES:
                sheet.faults.append(Fault(line, _("Too many lines: %(max)d at most") % {"max": MOST_LINES}))
                return sheet
            row = dict.fromkeys(wanted, "") | {name: cell for name, cell in zip(columns, cells, strict=False) if name}
            if any(len(cell) > LONGEST for cell in row.values()):
                sheet.faults.append(Fault(line, _("A cell is too long: %(max)d characters at most") % {"max": LONGEST}))
            else:
                sheet.rows.append((line, row))
    except csv.Error:
        sheet.faults.append(Fault(reader.line_num, _("This line can’t be read as CSV")))
    if not sheet.rows and not sheet.faults:
        sheet.faults.append(Fault(0, _("The file is empty")))
    return sheet


def read_zones(content: bytes, each: Callable[[int, int], None] = lambda done, total: None) -> ReadZones:
    """The stretches of a file, with every fault at its line. each: called with lines done and all of them."""
    sheet = _rows(content, ZONE_COLUMNS, ("parity", "from", "to"))
    faults, stretches = sheet.faults, []
    for done, (line, row) in enumerate(sheet.rows, 1):
        found = _stretch(line, row)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            stretches.append(found)
        each(done, len(sheet.rows))
    faults += ZoneMap(stretches).faults()
    faults.sort(key=lambda fault: (not fault.blocking, fault.line))
    return ReadZones(tuple(stretches), tuple(faults[:MOST_FAULTS]))


def _stretch(line: int, row: Mapping[str, str]) -> Stretch | Fault:
    if not row["zone"]:
        return Fault(line, _("The zone is missing"))
    if not streets.key(row["street"]):
        return Fault(line, _("The street is missing"))
    parity = _PARITIES.get(folded(row["parity"]))
    if parity is None:
        return Fault(line, _("“%(text)s” is no side: write pair, impair or tous") % {"text": row["parity"]})
    for bound in (row["from"], row["to"]):
        if bound and streets.house(bound) is None:
            return Fault(line, _("“%(text)s” is no house number: write 14 or 14 bis") % {"text": bound})
    found = Stretch(row["zone"], row["street"], parity, row["from"], row["to"], line)
    if found.low > found.high:
        return Fault(line, _("The first number is over the last"))
    return found


def read_schools(content: bytes) -> ReadSchools:
    """The schools of a file, with every fault at its line."""
    sheet = _rows(content, SCHOOL_COLUMNS, ("address", "postcode", "town", "zone"))
    faults, schools = sheet.faults, []
    taken: dict[str, int] = {}
    for line, row in sheet.rows:
        found = _school(line, row)
        if isinstance(found, SchoolRow) and found.uai in taken:
            said = {"uai": found.uai, "line": taken[found.uai]}
            found = Fault(line, _("%(uai)s already stands at line %(line)d") % said)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            taken[found.uai] = line
            schools.append(found)
    return ReadSchools(tuple(schools), tuple(faults[:MOST_FAULTS]))


def _school(line: int, row: Mapping[str, str]) -> SchoolRow | Fault:
    uai = row["uai"].replace(" ", "").upper()
    if len(uai) != 8 or not uai[:7].isascii() or not uai[:7].isdigit() or not ("A" <= uai[7] <= "Z"):
        return Fault(line, _("“%(text)s” is no UAI number: seven figures and a letter") % {"text": row["uai"]})
    if not row["name"]:
        return Fault(line, _("The name is missing"))
    levels = [_LEVELS.get(word) for word in folded(row["levels"]).replace(" et ", " ").split()]
    if not levels or None in levels:
        said = {"text": row["levels"]}
        return Fault(line, _("“%(text)s” is no level: write maternelle, élémentaire, or both") % said)
    kept = tuple(level for level in LEVELS if level in levels)
    return SchoolRow(uai, row["name"], kept, row["address"], row["postcode"], row["town"], row["zone"], line)


def _bare(cell: str) -> str:
    """A cell without the mark that `_safe` gave it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULAS else cell


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in _FORMULAS else cell


def _written(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def write_zones(stretches: Sequence[Stretch]) -> bytes:
    """The file that `read_zones` reads back, in UTF-8 with its mark, as French spreadsheets open it."""
    rows = [(one.zone, one.street, _PARITY_WORDS[one.parity], one.first, one.last) for one in stretches]
    return _written(("zone", "voie", "parité", "du", "au"), rows)


def write_schools(schools: Sequence[SchoolRow]) -> bytes:
    """The file that `read_schools` reads back."""
    shown = {"maternelle": "maternelle", "elementaire": "élémentaire"}
    rows = [
        (one.uai, one.name, " et ".join(shown[level] for level in one.levels), one.address, one.postcode, one.town,
         one.zone)
        for one in schools
    ]  # fmt: skip
    return _written(("UAI", "nom", "niveaux", "adresse", "code postal", "ville", "zone"), rows)
