"""Django's backend for PostgreSQL, whose pool checks a connection without asking the server.

Django's own check sends an empty statement before each request: as dear as a query. A server that ended (restart, kill)
has closed the socket, and the kernel of this machine knows it: looking at the socket costs microseconds.
"""

from __future__ import annotations

import os
import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool


def check(connection: Connection[Any]) -> None:
    """Raises OperationalError if the server's end of an idle connection is closed.

    Nothing is due on an idle connection: what can be read is its end, or a notice that goes before it.
    """
    ready = select.poll()
    ready.register(connection.pgconn.socket, select.POLLIN | select.POLLPRI | select.POLLHUP)
    if ready.poll(0):
        connection.pgconn.consume_input()
        if ready.poll(0) or connection.closed:
            connection.close()
            raise OperationalError("the server closed an idle connection")


_pools: dict[str, ConnectionPool[Any]] = {}
#: of processes that this one was forked from: kept, so that nothing here ever ends or closes them
_of_parents: list[ConnectionPool[Any]] = []


def _leave_to_parent() -> None:
    """In a process that was forked: its parent's pool goes on closing connections that are idle or old, by its own
    threads, and this one's share their sockets. It gets a pool of its own.
    """
    _of_parents.extend(_pools.values())
    _pools.clear()


os.register_at_fork(after_in_child=_leave_to_parent)


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc, unused-ignore]
    """One connection of one thread, from the pool of its process."""

    def begin_with(self, sql: str, values: Sequence[Any]) -> None:
        """Begin the transaction of an outermost `atomic` block, in which nothing was said yet, and say `sql`: one round
        trip, where the driver would send BEGIN by itself first. Raises DatabaseError.

        The driver must not begin another one: until the transaction has ended it is told that we see to it. It ends as
        ever, for `commit` and `rollback` look at what the server says.
        """
        self.connection.autocommit = True
        with self.cursor() as cursor:
            cursor.execute(f"begin; {sql}", values)

    # Django's name: its tests and its shutdown look here for the pools of the process.
    _connection_pools = _pools

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        """The pool of this process, None where connections are not pooled (the owner's role)."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if not options or self.alias == NO_DB_ALIAS:
            return None
        if self.alias not in _pools:
            pool: ConnectionPool[Any] = ConnectionPool(
                kwargs={**self.get_connection_params(), "autocommit": True},
                open=False,
                configure=self._configure_connection,  # type: ignore[attr-defined]
                check=check,
                **options,
            )
            _pools.setdefault(self.alias, pool)
        return _pools[self.alias]
