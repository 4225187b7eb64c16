"""Floors: what a journey cannot do without. The same rows by plain SQL through one connection; an empty page.

The rows are taken from a journey that was really made (all that its transactions wrote, table by table), and written
again into tables with the same columns, indexes and constraints, in a schema of their own without policies.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import psycopg
from psycopg import sql

from bench import meters

_SCHEMA = "bench_floor"
_DRAFT = "cases_draft"
_CASE = "cases_case"


@dataclass
class Table:
    """The rows that a journey wrote in one table, each value as text, and the columns with their types."""

    name: str
    columns: list[tuple[str, str]]
    rows: list[tuple[str | None, ...]]


@dataclass
class Written:
    """All that was written since a mark."""

    tables: list[Table] = field(default_factory=list)

    def table(self, name: str) -> Table:
        return next(one for one in self.tables if one.name == name)

    def counted(self) -> dict[str, int]:
        return {one.name: len(one.rows) for one in self.tables}


def mark(admin: psycopg.Connection[Any]) -> int:
    """A number: rows written from now on carry this one or a later one."""
    row = admin.execute("select pg_current_xact_id()::text::bigint").fetchone()
    assert row is not None
    return int(row[0])


def written_since(admin: psycopg.Connection[Any], number: int) -> Written:
    """Every row of every table that a transaction after the mark wrote."""
    found = Written()
    names = admin.execute(
        "select c.oid, c.relname from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace "
        "order by 2"
    ).fetchall()
    for oid, name in names:
        columns = admin.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute "
            "where attrelid = %s and attnum > 0 and not attisdropped and attgenerated = '' order by attnum",
            [oid],
        ).fetchall()
        wanted = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column, _ in columns)
        query = sql.SQL("select {} from public.{} where xmin::text::bigint >= %s").format(wanted, sql.Identifier(name))
        rows = admin.execute(query, [number]).fetchall()
        if rows:
            found.tables.append(Table(name, columns, rows))
    return found


def _insert(table: Table) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name, _ in table.columns)
    row = sql.SQL("({})").format(sql.SQL(", ").join(sql.SQL(f"%s::{kind}") for _, kind in table.columns))
    return sql.SQL("insert into {} ({}) overriding system value values {}").format(
        sql.Identifier(_SCHEMA, table.name), columns, sql.SQL(", ").join([row] * len(table.rows))
    )


def _as_begun(draft: Table) -> list[str | None]:
    """The draft's row before anything was answered or sent."""
    return [
        None if name in ("case_id", "subject_id") else value
        for (name, _), value in zip(draft.columns, draft.rows[0], strict=True)
    ]


class PlainSql:
    """The statements of a journey, written by hand: reads by key, one insert or update for each kind of row."""

    def __init__(self, connection: psycopg.Connection[Any], written: Written, pages: int) -> None:
        self._connection = connection
        self._began = _as_begun(written.table(_DRAFT))
        self._written = written
        self._pages = pages
        self._said: dict[str, int] = {}
        connection.execute(f"drop schema if exists {_SCHEMA} cascade")
        connection.execute(f"create schema {_SCHEMA}")
        for table in written.tables:
            connection.execute(f"create table {_SCHEMA}.{table.name} (like public.{table.name} including all)")

    def _say(self, query: sql.Composed | str, values: Any = ()) -> None:
        text = query if isinstance(query, str) else query.as_string(self._connection)
        self._said[" ".join(text.split())] = self._said.get(" ".join(text.split()), 0) + 1
        self._connection.execute(query, values or None)

    def statements(self) -> list[dict[str, Any]]:
        """By text, as often as one journey says them (after one `run`)."""
        return [{"calls": calls, "sql": text} for text, calls in self._said.items()]

    def clear(self) -> None:
        for table in self._written.tables:
            self._connection.execute(f"truncate {_SCHEMA}.{table.name}")
        self._said = {}

    def run(self) -> None:
        """One journey."""
        draft, case = self._written.table(_DRAFT), self._written.table(_CASE)
        names = [name for name, _ in draft.columns]
        draft_id = draft.rows[0][names.index("id")]
        case_id = case.rows[0][[name for name, _ in case.columns].index("id")]
        answers = case.rows[0][[name for name, _ in case.columns].index("answers")]
        read = f"select * from {_SCHEMA}.{_DRAFT} where id = %s"
        with self._connection.transaction():
            self._say("select * from public.procedures_procedure where is_open order by slug")  # home
        with self._connection.transaction():
            self._say("select * from public.procedures_procedure where slug = 'mesure-3x15'")  # start page
        with self._connection.transaction():
            self._say(_insert(draft), self._began)
        for page in range(self._pages + 1):  # each page, then the answers checked
            with self._connection.transaction():
                self._say(read, [draft_id])
            if page < self._pages:
                with self._connection.transaction():
                    self._say(read, [draft_id])
                    self._say(
                        f"update {_SCHEMA}.{_DRAFT} set answers = %s::jsonb, page = %s, saved_at = now(), "
                        "version = version + 1 where id = %s",
                        [answers, f"page-{page}", draft_id],
                    )
        with self._connection.transaction():
            self._say(f"{read} for update", [draft_id])
            for table in self._written.tables:
                if table.name != _DRAFT:
                    self._say(_insert(table), [value for row in table.rows for value in row])
            self._say(
                f"update {_SCHEMA}.{_DRAFT} set case_id = %s, subject_id = %s, answers = '{{}}' where id = %s",
                [case_id, draft.rows[0][names.index("subject_id")], draft_id],
            )
        with self._connection.transaction():
            self._say(f"select * from {_SCHEMA}.{_CASE} where id = %s", [case_id])


def measure_sql(url: str, written: Written, pages: int, times: int) -> dict[str, Any]:
    """The bare statements of one journey: CPU of the client (this process) and of its one backend, milliseconds."""
    client, backend = [], []
    with psycopg.connect(url, autocommit=True) as connection:
        plain = PlainSql(connection, written, pages)
        pid = connection.info.backend_pid
        plain.run()
        for _ in range(times):
            plain.clear()
            before, before_backend = time.process_time(), meters.cpu_seconds([pid])
            plain.run()
            client.append((time.process_time() - before) * 1000)
            backend.append((meters.cpu_seconds([pid]) - before_backend) * 1000)
        said = plain.statements()
        connection.execute(f"drop schema {_SCHEMA} cascade")
    return {
        "client_ms": round(median(client), 2),
        "database_ms": round(median(backend), 2),
        "statements": sum(one["calls"] for one in said),
        "rows": written.counted(),
        "sql": said,
    }


@contextmanager
def _empty_server(kind: str, port: int, environment: dict[str, str]) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.empty", str(port), kind],
        env=environment,
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/", timeout=5)
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the empty page ({kind}) was not served") from None
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def measure_empty(kind: str, port: int, environment: dict[str, str], requests: int, times: int) -> float:
    """Milliseconds of CPU of so many empty pages through the product's web server; `kind` is django or bare."""
    found = []
    with _empty_server(kind, port, os.environ | environment) as pid, httpx.Client() as client:
        for round_ in range(times + 3):
            pids = meters.tree(pid)
            before = meters.cpu_seconds(pids)
            for _ in range(requests):
                client.get(f"http://127.0.0.1:{port}/")
            time.sleep(0.002)
            if round_ >= 3:
                found.append((meters.cpu_seconds(pids) - before) * 1000)
    return round(median(found), 2)
