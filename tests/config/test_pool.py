"""The pool of connections comes back soon after the database."""

import time

import pytest
from psycopg_pool import ConnectionPool

import parvis.config.settings.database  # noqa: F401 - sets the pauses
from tests.waiting import until


def test_a_pool_tries_again_several_times_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose server is away: how often it is called on, as `ConnectionPool` itself schedules it."""
    tried: list[float] = []

    def connect(self: object, timeout: float | None = None) -> None:
        tried.append(time.monotonic())
        raise OSError("nobody there")

    monkeypatch.setattr(ConnectionPool, "_connect", connect)
    with ConnectionPool("", min_size=1, open=True):
        until(lambda: len(tried) >= 5, 10)
    assert tried[4] - tried[0] < 4  # a second and a half; by default fifteen
