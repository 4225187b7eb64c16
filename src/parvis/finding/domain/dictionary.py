"""The dictionary of columns: which number a path of a procedure's forms has. Only ever added to."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable

from django.db import connection

from parvis.cases.api import types
from parvis.forms.data import IndexKind

Key = tuple[str, IndexKind]
#: the column of every case's title, whatever its procedure
TITLE: Key = ("title", IndexKind.TEXT)
#: seconds for which a process trusts what it has read; a path that it does not know it looks up at once
_TRUSTED = 30.0
_read: dict[str, tuple[float, dict[Key, int]]] = {}


def columns(procedure: str, *, fresh: bool = False) -> dict[Key, int]:
    """The numbers of a procedure's columns by path and kind, in the order in which they came, for reading lists. No
    statement within `_TRUSTED` seconds of the last.
    """
    known = _read.get(procedure)
    if known is not None and not fresh and time.monotonic() - known[0] < _TRUSTED:
        return known[1]
    found = _columns(procedure)
    _read[procedure] = (time.monotonic(), found)
    return found


def _columns(procedure: str) -> dict[Key, int]:
    with connection.cursor() as cursor:
        cursor.execute("select path, kind, id from finding_column where procedure = %s order by id", [procedure])
        return {(path, IndexKind(kind)): number for path, kind, number in cursor.fetchall()}


def ensure(procedure: str, keys: Iterable[Key]) -> dict[Key, int]:
    """The numbers of these columns, added where they are new: a statement, three where some are. What is written
    under them rests on no memory of the process: a number that was rolled back is nobody's.
    """
    wanted = list(dict.fromkeys(keys))
    known = _columns(procedure)
    missing = [key for key in wanted if key not in known]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into finding_column (procedure, path, kind)"
                " select %s, path, kind from unnest(%s::text[], %s::text[]) as added (path, kind)"
                " on conflict do nothing",
                [procedure, [path for path, _ in missing], [str(kind) for _, kind in missing]],
            )
        known = _columns(procedure)
    return {key: known[key] for key in wanted}


def learn(revision_id: uuid.UUID, procedure: str) -> None:
    """Add the columns of a published revision."""
    form = types.load(revision_id).form
    ensure(procedure, [(one.path, one.kind) for one in form.indexed("fr")])


def forget() -> None:
    """Read the dictionary again at its next use (tests, another database)."""
    _read.clear()
