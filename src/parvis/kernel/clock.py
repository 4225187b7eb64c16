"""The one source of "now": fixed in tests and while the demonstration is made, never elsewhere."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

#: The administration's days are those of Paris unless a territory says otherwise.
PARIS = ZoneInfo("Europe/Paris")

_fixed: ContextVar[dt.datetime | None] = ContextVar("parvis_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or dt.datetime.now(dt.UTC)


def today(zone: ZoneInfo = PARIS) -> dt.date:
    """The present day as people of `zone` count it."""
    return now().astimezone(zone).date()


@contextmanager
def fixed(at: dt.datetime) -> Iterator[None]:
    """Stop the clock at `at` (aware) inside the block.

    Raises ValueError for a naive datetime.
    """
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    token = _fixed.set(at.astimezone(dt.UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
