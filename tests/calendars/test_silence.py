"""When silence has its effect: examples worked by hand, the State's platform as an oracle, properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from parvis.calendars.api import Reckoning, add_months, silence


@pytest.mark.parametrize(
    ("received", "months", "last_day", "effect"),
    [
        ("2026-05-04", 2, "2026-07-04", "2026-07-05"),  # silence of two months (CRPA L231-1)
        ("2026-05-05", 1, "2026-06-05", "2026-06-06"),  # attestation d'accueil
        ("2026-01-31", 1, "2026-02-28", "2026-03-01"),
        ("2026-01-30", 1, "2026-02-28", "2026-03-01"),
        ("2028-01-31", 1, "2028-02-29", "2028-03-01"),
        ("2026-12-31", 2, "2027-02-28", "2027-03-01"),
        ("2026-02-28", 1, "2026-03-28", "2026-03-29"),
        ("2026-09-11", 2, "2026-11-11", "2026-11-12"),  # a holiday does not move it
        ("2026-09-14", 2, "2026-11-14", "2026-11-15"),  # nor does a Saturday
    ],
)
def test_silence_by_hand(received: str, months: int, last_day: str, effect: str) -> None:
    deadline = silence(date.fromisoformat(received), months=months)
    assert (deadline.last_day.isoformat(), deadline.effect.isoformat()) == (last_day, effect)


#: Dates of decision that the State's platform gives (its public SVA/SVR tests, used as values only): received, délai,
#: days of suspension, effect.
PLATFORM = [
    ("2023-05-15", {"months": 2}, 0, "2023-07-16"),
    ("2023-05-15", {"days": 30}, 0, "2023-06-15"),
    ("2023-05-15", {"days": 8 * 7}, 0, "2023-07-11"),
    ("2023-04-15", {"months": 2}, 0, "2023-06-16"),
    ("2023-05-15", {"months": 2}, 6, "2023-07-22"),
    ("2023-05-15", {"months": 2}, 11, "2023-07-27"),
    ("2023-06-29", {"months": 2}, 2, "2023-09-01"),
    ("2023-07-30", {"months": 2}, 2, "2023-10-02"),
    ("2023-07-31", {"months": 2}, 2, "2023-10-03"),
    ("2023-06-30", {"months": 2}, 2, "2023-09-03"),
]
#: Where counting from date to date gives another day: ends of months only.
OTHERWISE = {"2023-07-30": "2023-10-03", "2023-06-30": "2023-09-02"}


@pytest.mark.parametrize(("received", "period", "suspended", "effect"), PLATFORM)
def test_silence_as_the_states_platform_counts(
    received: str, period: dict[str, int], suspended: int, effect: str
) -> None:
    on = date.fromisoformat(received)
    counted = silence(on, suspended_days=suspended, reckoning=Reckoning.FROM_NEXT_DAY, **period)
    assert counted.effect.isoformat() == effect
    by_law = silence(on, suspended_days=suspended, **period)
    assert by_law.effect.isoformat() == OTHERWISE.get(received, effect)


@pytest.mark.parametrize("wrong", [{}, {"months": -1}, {"days": -1}, {"months": 2, "suspended_days": -1}])
def test_a_deadline_needs_time(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        silence(date(2026, 5, 4), **wrong)


days_of_our_time = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(days_of_our_time, st.integers(1, 24), st.integers(0, 400), st.sampled_from(Reckoning))
def test_the_effect_is_the_day_after_the_last(day: date, months: int, suspended: int, reckoning: Reckoning) -> None:
    deadline = silence(day, months=months, suspended_days=suspended, reckoning=reckoning)
    assert deadline.effect - deadline.last_day == timedelta(days=1)
    assert deadline.last_day > day


@given(days_of_our_time, days_of_our_time, st.integers(1, 24), st.sampled_from(Reckoning))
def test_who_asks_first_is_answered_first(first: date, second: date, months: int, reckoning: Reckoning) -> None:
    low, high = sorted((first, second))
    assert silence(low, months=months, reckoning=reckoning).effect <= (
        silence(high, months=months, reckoning=reckoning).effect
    )


@given(days_of_our_time, st.integers(1, 24))
def test_both_reckonings_agree_but_at_the_ends_of_months(day: date, months: int) -> None:
    by_law = silence(day, months=months)
    platform = silence(day, months=months, reckoning=Reckoning.FROM_NEXT_DAY)
    assert abs((by_law.effect - platform.effect).days) <= 3
    if day.day < 28:
        assert by_law == platform
    assert by_law.last_day == add_months(day, months)
