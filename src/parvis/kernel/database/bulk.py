"""Bringing many rows in at once: the text that COPY reads, and what is put aside while it reads.

All of it happens in the transaction of the owner: until that commits nobody sees a row, and a load that is interrupted
leaves the tables, their indexes and their guards as they were.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import sql

#: JSON as it is sealed and stored: one text for one value. Keys are ASCII, so that their order is RFC 8785's too.
compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
#: a table smaller than this is rewritten first, so that what follows needs no write-ahead log (`wal_level` minimal)
_NEARLY_EMPTY = 64 << 20


def escaped(text: str) -> str:
    """A text as COPY reads it."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text) if _SPECIAL.search(text) else text


def _list(value: Sequence[Any]) -> str:
    inside = ",".join('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in value)
    return escaped("{" + inside + "}")


_FIELDS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: escaped,
    bool: lambda value: "t" if value else "f",
    int: str,
    uuid.UUID: str,
    bytes: lambda value: "\\\\x" + value.hex(),
    dict: lambda value: escaped(compact(value)),
    list: _list,
    dt.date: str,
}


def field(value: Any) -> str:
    """One value as COPY reads it: text, numbers, truth, ids, bytes, moments and days, lists of texts, JSON objects."""
    return _FIELDS.get(type(value), lambda other: escaped(str(other)))(value)


def line(values: Sequence[Any]) -> str:
    """One row as COPY reads it."""
    return "\t".join(map(field, values)) + "\n"


def copy(cursor: Any, table: str, columns: Sequence[str], data: bytes, *, frozen: bool = False) -> None:
    """Append rows to a table, given as COPY's text. frozen: the table was made anew in this transaction (`suspended`
    says which were), so that its rows may be written as the vacuum would leave them.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    how = sql.SQL(" with (freeze)" if frozen else "")
    with cursor.copy(sql.SQL("copy {} ({}) from stdin{}").format(sql.Identifier(table), names, how)) as stream:
        stream.write(data)


_INDEXES = """
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
      from pg_index i
     where i.indrelid = %s::regclass and not i.indisprimary
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     order by 1
"""
_CONSTRAINTS = """
    select c.conname, pg_get_constraintdef(c.oid)
      from pg_constraint c
     where c.conrelid = %s::regclass
       and (c.contype = 'f' or (c.contype in ('p', 'u') and not exists (
            select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)))
     order by c.contype desc, 1
"""


@contextmanager
def suspended(
    cursor: Any, tables: Sequence[str], told: Callable[[str], None] = lambda name: None
) -> Iterator[frozenset[str]]:
    """Within the open transaction, put aside what each row of `tables` would pay for one by one: indexes, keys of all
    kinds (but those that foreign keys lead to), triggers of ours. At the end all of it is built again over the whole
    tables, which proves the constraints; whoever brings rows in answers for what the triggers hold (check constraints
    always hold).

    Gives the tables that were made anew. told: the name of what is about to be built again. Readers and writers of
    these tables wait until the commit.
    """
    again: list[tuple[str, str]] = []
    cursor.execute("set constraints all immediate")
    anew = frozenset(table for table in tables if _rewritten_if_nearly_empty(cursor, table))
    for table in tables:
        for name, definition in cursor.execute(_CONSTRAINTS, [table]).fetchall():
            cursor.execute(f'alter table {table} drop constraint "{name}"')
            again.append((name, f'alter table {table} add constraint "{name}" {definition}'))
        for name, definition in cursor.execute(_INDEXES, [table]).fetchall():
            cursor.execute(f"drop index {name}")
            again.append((name, definition))
        cursor.execute(f"alter table {table} disable trigger user")
    yield anew
    # Foreign keys last: they look rows up by the keys of the others.
    for name, definition in sorted(again, key=lambda one: " foreign key " in one[1].lower()):
        told(name.strip('"'))
        cursor.execute(definition)
    for table in tables:
        cursor.execute(f"alter table {table} enable trigger user")


def _rewritten_if_nearly_empty(cursor: Any, table: str) -> bool:
    """A relation that was made in this transaction is written without write-ahead log, and synced at the commit."""
    key, size, level = cursor.execute(
        "select i.indexrelid::regclass::text, pg_total_relation_size(i.indrelid), current_setting('wal_level') "
        "from pg_index i where i.indrelid = %s::regclass and i.indisprimary",
        [table],
    ).fetchone()
    if level != "minimal" or size >= _NEARLY_EMPTY:
        return False
    cursor.execute(f"cluster {table} using {key}")
    cursor.execute(f"alter table {table} set without cluster")
    return True
