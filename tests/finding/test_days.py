"""Days as agents type them in filters."""

import datetime as dt

import pytest

from parvis.finding.domain.values import Asking, NotUnderstood, day

ASKING = Asking(None, dt.date(2026, 11, 18))  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-12-31", dt.date(2026, 12, 31)),
        ("31/12/2026", dt.date(2026, 12, 31)),
        ("today", dt.date(2026, 11, 18)),
        ("aujourd’hui", dt.date(2026, 11, 18)),
        ("Aujourd'hui", dt.date(2026, 11, 18)),
        ("today-7", dt.date(2026, 11, 11)),
        ("aujourd’hui-7", dt.date(2026, 11, 11)),
        ("aujourd'hui +30", dt.date(2026, 12, 18)),
        ("sunday", dt.date(2026, 11, 22)),
        ("dimanche-7", dt.date(2026, 11, 15)),
    ],
)
def test_a_day_is_read_in_either_language(typed: str, said: dt.date) -> None:
    assert day(typed, ASKING) == said


@pytest.mark.parametrize(
    "typed", ["", "hier", "aujourd", "today-", "today--1", "aujourd’hui-99999", "31/02/2026", "x" * 99]
)
def test_what_is_no_day_is_told(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        day(typed, ASKING)
