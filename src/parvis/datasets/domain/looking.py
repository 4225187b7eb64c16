"""Choosing from a data set: one statement each time, no matter how many rows it has."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import connection

from parvis.datasets.data import Choice, Current
from parvis.datasets.models import Version
from parvis.forms.data import LocalizedText
from parvis.territory.api import folded

LONGEST_ASKED = 80
MOST_OFFERED = 8
SALT = "parvis.datasets.search"
"""Of the tokens by which pages ask: they name a data set."""
_COLUMNS = (
    "select r.key, r.label, r.cells, v.columns from datasets_row r join datasets_version v on v.id = r.version_id"
)


class Source(Protocol):
    def current(self, organisation_id: uuid.UUID | None, code: str) -> Current | None: ...
    def chosen(self, organisation_id: uuid.UUID | None, code: str, key: str) -> Choice | None: ...
    def search(self, organisation_id: uuid.UUID | None, code: str, text: str, limit: int) -> list[Choice]: ...


class _Tables:
    """The copies of the database."""

    def current(self, organisation_id: uuid.UUID | None, code: str) -> Current | None:
        if organisation_id is None:
            return None
        found = Version.objects.filter(organisation_id=organisation_id, code=code, current=True).first()
        return version(found) if found else None

    def chosen(self, organisation_id: uuid.UUID | None, code: str, key: str) -> Choice | None:
        if organisation_id is None:
            return None
        sql = f"{_COLUMNS} where v.organisation_id = %s and v.code = %s and v.current and r.key = %s"
        return next(iter(_choices(sql, [organisation_id, code, key])), None)

    def search(self, organisation_id: uuid.UUID | None, code: str, text: str, limit: int) -> list[Choice]:
        words = folded(text[:LONGEST_ASKED]).split()
        if organisation_id is None or len("".join(words)) < 2:
            return []
        marks = [f"% {_literal(word)}%" for word in words]
        every = " and ".join(["r.words like %s"] * len(marks))
        # the very text first, then what begins so, then the order of the table
        sql = (
            f"{_COLUMNS} where v.organisation_id = %s and v.code = %s and v.current and {every} "
            "order by r.words <> %s, r.words not like %s, r.n limit %s"
        )
        whole = f" {' '.join(words)} "
        begins = f" {_literal(' '.join(words))}%"
        return _choices(sql, [organisation_id, code, *marks, whole, begins, limit])


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _choices(sql: str, values: Sequence[Any]) -> list[Choice]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    found = []
    for key, label, cells, columns in rows:
        held = json.loads(cells) if isinstance(cells, str) else cells
        named = json.loads(columns) if isinstance(columns, str) else columns
        pairs = zip((name for name, _title in named), held, strict=False)
        found.append(Choice(key, label, {name: cell for name, cell in pairs if cell}))
    return found


def version(row: Version) -> Current:
    """A copy as others read it."""
    name = LocalizedText(fr=row.name_fr, en=row.name_en)
    return Current(row.id, row.code, row.number, name, row.rows, dict(row.columns))


_source: ContextVar[Source] = ContextVar("datasets_source", default=_Tables())  # noqa: B039 - never changed


def source() -> Source:
    """Where choices are looked up."""
    return _source.get()


@contextmanager
def fixed(instead: Source) -> Iterator[None]:
    """For tests: tables without a database."""
    token = _source.set(instead)
    try:
        yield
    finally:
        _source.reset(token)


def of(organisation_id: uuid.UUID) -> list[Current]:
    """The data sets of an organisation that forms can offer, by name."""
    found = Version.objects.filter(organisation_id=organisation_id, current=True).order_by("name_fr", "code")
    return [version(one) for one in found]
