"""Masses held back in memory: generous for people, a wall for programs, and a memory that does not grow."""

import datetime as dt
import threading

from hypothesis import given, strategies as st

from parvis.identity import flood
from parvis.identity.flood import SAVE_ADDRESS, Flood

MINUTE = dt.timedelta(minutes=1)


def test_up_to_the_limit_nobody_waits_and_the_next_one_does():
    limit = Flood("test", 3, MINUTE)
    assert [limit.attempt("a", now=float(second)) for second in range(3)] == [None] * 3
    assert limit.attempt("a", now=10.0) == dt.timedelta(seconds=50)
    assert limit.attempt("b", now=10.0) is None, "another address has its own count"
    assert limit.attempt("a", now=60.0) is None, "a new window"


@given(st.lists(st.floats(0, 600, allow_nan=False), min_size=1, max_size=200))
def test_no_window_ever_lets_more_through(moments):
    limit = Flood("test", 5, MINUTE)
    passed = [at for at in sorted(moments) if limit.attempt("a", now=at) is None]
    # A fixed window lets at most twice the limit through within any minute that straddles two.
    assert all(sum(at <= other < at + 60 for other in passed) <= 10 for at in passed)


def test_a_room_of_people_who_type_at_once_is_let_through():
    # Thirty people behind one address, each saving every two seconds: more than hands can do.
    limit = Flood("test", SAVE_ADDRESS.most, SAVE_ADDRESS.window)
    saves = [float(second) for second in range(0, 78, 2) for _person in range(30)]
    assert all(limit.attempt("library", now=at) is None for at in saves)


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(flood, "_MOST", 10)
    limit = Flood("test", 1, MINUTE)
    for number in range(1000):
        limit.attempt(str(number), now=0.0)
    assert len(limit._counted) == 10
    assert limit.attempt("999", now=1.0) is not None


def test_threads_lose_no_count():
    limit = Flood("test", 1000, MINUTE)
    threads = [threading.Thread(target=lambda: [limit.attempt("a", now=0.0) for _ in range(250)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limit.attempt("a", now=1.0) is not None
