"""What crosses the border of `exchange`: formats, columns, what an export is asked to be."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.forms.data import IndexKind, JsonValue


class Format(StrEnum):
    """What an export is written as. Values are stored."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"
    GEOJSON = "geojson"
    ZIP = "zip"

    @property
    def label(self) -> Promise | str:
        labels: dict[Format, Promise | str] = {
            Format.XLSX: _("Excel (XLSX)"),
            Format.ODS: _("LibreOffice (ODS)"),
            Format.CSV: "CSV",
            Format.JSON: "JSON",
            Format.GEOJSON: _("GeoJSON (map)"),
            Format.ZIP: _("Documents (ZIP)"),
        }
        return labels[self]

    @property
    def media_type(self) -> str:
        """RFC 7111, RFC 8259, RFC 7946 § 12, and the registrations of ECMA-376 and of OASIS."""
        return {
            Format.CSV: "text/csv",
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
            Format.JSON: "application/json",
            Format.GEOJSON: "application/geo+json",
            Format.ZIP: "application/zip",
        }[self]


class State(StrEnum):
    """How far a job is. ENDED: its file was taken away, its time being over or somebody's data having been erased."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"
    ENDED = "ended"


#: states in which a worker has, or will have, something to do
BUSY = (State.WAITING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Overseen:
    """What an agent has running, as who sees to their work reads it: nothing of what it is about. kind: "export",
    "import", or of another module; what: its format or its act; total: None where it is not known (yet).
    """

    kind: str
    id: uuid.UUID
    name: str
    what: str
    state: str
    asked_at: dt.datetime
    total: int | None
    done: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an export may hold. key: as in lists (`due`, `a.address.city`). path: in the answers.

    block: the id of the block that it belongs to, with its label and that of one of its rows.
    former: no published form asks for it any more.
    """

    key: str
    label: str
    kind: IndexKind
    path: str = ""
    block: str = ""
    block_label: str = ""
    item_label: str = ""
    former: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """What else one chooses. comma: decimals of CSV after a comma; issued, attached: which documents a ZIP holds;
    names: how they are called in it (`domain.naming`).
    """

    comma: bool = True
    issued: bool = True
    attached: bool = False
    names: str = ""

    def kept(self) -> dict[str, bool | str]:
        """As JSON."""
        return {"comma": self.comma, "issued": self.issued, "attached": self.attached, "names": self.names}

    @classmethod
    def read(cls, kept: Mapping[str, JsonValue]) -> Options:
        """From JSON of any age."""
        return cls(
            bool(kept.get("comma", True)),
            bool(kept.get("issued", True)),
            bool(kept.get("attached", False)),
            str(kept.get("names", "")),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is. said_by: the question whose answer says so; said: what it says. precision: "commune" for the
    point of its town hall, "none" for a place of which nobody knows the point.

    longitude, latitude: degrees (WGS 84), None where unknown: a false place is worse than none.
    """

    longitude: float | None
    latitude: float | None
    precision: str
    said_by: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A case in an export: a cell for each column that is in no block, then for each block its rows of cells.

    Cells are JSON values: days and moments ISO 8601 texts, amounts cents; a text where the answer is of another type
    than its column. place: asked for by maps alone.
    """

    reference: str
    cells: Sequence[JsonValue]
    blocks: Mapping[str, Sequence[Sequence[JsonValue]]] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A named set of columns with its format. organisation_id, department_id: with whom it is shared."""

    id: uuid.UUID
    name: str
    procedure: str
    format: Format
    columns: tuple[str, ...]
    options: Options
    own: bool
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: the cases (a query's address, or ids chosen by hand), and how they are written."""

    address: str
    case_ids: tuple[uuid.UUID, ...] | None
    format: Format
    columns: tuple[str, ...]
    options: Options
    language: str
    at: dt.datetime


class NotPossible(ValueError):
    """What was asked for can't be had; the text says why, and what to do."""
