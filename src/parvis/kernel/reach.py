"""The reach: who acts, and which walls, subjects and secrets open rows to them.

`acting(reach)` opens a transaction and writes the reach into its settings, which the row-level policies read
(`parvis.kernel.walls`). `SET LOCAL` survives the release of a savepoint, so a nested block puts the outer reach back
itself; without an outer reach, nobody's.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import cast

from django.db import connection, transaction

from parvis.kernel.database.base import DatabaseWrapper


@dataclass(frozen=True, slots=True)
class Reach:
    """What an acting party may see. `actor` is "web", or a named system actor ("worker", "timer", "signin"...)."""

    actor: str = "web"
    person: uuid.UUID | None = None
    walls: tuple[uuid.UUID, ...] = ()
    subjects: tuple[uuid.UUID, ...] = ()
    token: str = ""


NOBODY = Reach(actor="")

_current: ContextVar[Reach | None] = ContextVar("parvis_reach", default=None)

_SET = (
    "select set_config('parvis.actor', %s, true), set_config('parvis.person', %s, true), "
    "set_config('parvis.walls', %s, true), set_config('parvis.subjects', %s, true), "
    "set_config('parvis.token', %s, true)"
)


def current() -> Reach | None:
    """The reach of the innermost `acting` block, or None outside."""
    return _current.get()


def _array(ids: tuple[uuid.UUID, ...]) -> str:
    return "{" + ",".join(map(str, ids)) + "}" if ids else ""


def _values(reach: Reach) -> list[str]:
    return [reach.actor, str(reach.person or ""), _array(reach.walls), _array(reach.subjects), reach.token]


def write(reach: Reach) -> None:
    """Write `reach` into the open transaction's settings: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, _values(reach))


@contextmanager
def acting(reach: Reach) -> Iterator[Reach]:
    """Run the block in a transaction (or a savepoint of the open one) as `reach`; put the outer reach back after it.

    An exception rolls the block back, and the settings with it.
    """
    nested = connection.in_atomic_block
    outer = _current.get()
    token = _current.set(reach)
    try:
        with transaction.atomic():
            if nested:
                write(reach)
            else:
                cast(DatabaseWrapper, connection).begin_with(_SET, _values(reach))
            yield reach
            # A released savepoint keeps SET LOCAL: without this the inner reach would leak outwards.
            if nested and not connection.needs_rollback:
                write(outer or NOBODY)
    finally:
        _current.reset(token)


def replace(reach: Reach) -> None:
    """Change the reach of the open `acting` block for the rest of it (a sign-in within a request)."""
    write(reach)
    _current.set(reach)
