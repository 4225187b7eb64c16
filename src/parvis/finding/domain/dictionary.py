"""The dictionary of columns: which number a path of a procedure's forms has. Only ever added to."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from django.db import connection

from parvis.cases.api import types
from parvis.forms.data import IndexKind

Key = tuple[str, IndexKind]
#: the column of every case's title, whatever its procedure
TITLE: Key = ("title", IndexKind.TEXT)
#: that of what the rule of routing is called that sent it
RULE: Key = ("rule", IndexKind.TEXT)
#: the last legal day for the receipt of a case of which it had not left by then
RECEIPT: Key = ("receipt", IndexKind.DATE)
#: those of every case
COMMON = (TITLE, RULE, RECEIPT)
#: the columns of every case that are projected, by what a query calls them
PROJECTED: Mapping[str, Key] = {key[0]: key for key in COMMON}
#: seconds for which a process trusts what it has read; a path that it does not know it looks up at once
_TRUSTED = 30.0
_read: dict[str, tuple[float, dict[Key, int], frozenset[int]]] = {}


def columns(procedure: str, *, fresh: bool = False) -> dict[Key, int]:
    """The numbers of a procedure's columns by path and kind, in the order in which they came, for reading lists. No
    statement within `_TRUSTED` seconds of the last.
    """
    known = _read.get(procedure)
    if known is not None and not fresh and time.monotonic() - known[0] < _TRUSTED:
        return known[1]
    found, told = _columns(procedure)
    _read[procedure] = (time.monotonic(), found, told)
    return found


def lacks_told(procedure: str, number: int) -> bool:
    """Whether each case of the procedure that lacks this column has a row that says so. Of what `columns` has read."""
    known = _read.get(procedure)
    return known is not None and number in known[2]


def _columns(procedure: str) -> tuple[dict[Key, int], frozenset[int]]:
    with connection.cursor() as cursor:
        cursor.execute("select path, kind, id, lacks from finding_column where procedure = %s order by id", [procedure])
        rows = cursor.fetchall()
    known = {(path, IndexKind(kind)): number for path, kind, number, _told in rows}
    return known, frozenset(number for _path, _kind, number, told in rows if told)


def ensure(procedure: str, keys: Iterable[Key]) -> dict[Key, int]:
    """The numbers of these columns, added where they are new: a statement, three where some are. What is written
    under them rests on no memory of the process: a number that was rolled back is nobody's.
    """
    wanted = list(dict.fromkeys(keys))
    known, _told = _columns(procedure)
    missing = [key for key in wanted if key not in known]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into finding_column (procedure, path, kind)"
                " select %s, path, kind from unnest(%s::text[], %s::text[]) as added (path, kind)"
                " on conflict do nothing",
                [procedure, [path for path, _ in missing], [str(kind) for _, kind in missing]],
            )
        known, _told = _columns(procedure)
    return {key: known[key] for key in wanted}


@lru_cache(maxsize=512)
def expected(revision_id: uuid.UUID) -> Collection[Key]:
    """The columns that whoever fills in this form is asked for: those that lack are told. Published forms never
    change.
    """
    return frozenset((one.path, one.kind) for one in types.load(revision_id).form.indexed("fr") if one.expected)


def learn(revision_id: uuid.UUID, procedure: str) -> None:
    """Add the columns of a published revision. What all revisions ask everybody for is told where it lacks: of a new
    procedure what this one asks for, of a known one no more than before.
    """
    form = types.load(revision_id).form
    before, told = _columns(procedure)
    found = ensure(procedure, [(one.path, one.kind) for one in form.indexed("fr")])
    certain = {found[key] for key in expected(revision_id)}
    if not before and certain:
        _tell(procedure, certain)
    elif told - certain:
        _tell(procedure, told & certain)


def tell(procedure: str, revisions: Collection[uuid.UUID]) -> None:
    """Say that every case of the procedure has its rows, made by these revisions, all that there are."""
    known, _told = _columns(procedure)
    certain = frozenset[Key].intersection(*(frozenset(expected(one)) for one in revisions))
    _tell(procedure, {known[key] for key in certain})


def _tell(procedure: str, numbers: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update finding_column set lacks = id = any(%s) where procedure = %s and lacks <> (id = any(%s))",
            [list(numbers), procedure, list(numbers)],
        )


def forget() -> None:
    """Read the dictionary again at its next use (tests, another database)."""
    _read.clear()
