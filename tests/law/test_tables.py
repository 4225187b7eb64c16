"""The dated cases, one by one: as they were counted by hand, by the law's clock and by the naive one."""

import datetime as dt

import pytest

from parvis.calendars.api import Calendar, Reckoning, Zone
from parvis.deadlines import api, data
from parvis.deadlines.domain.lengths import rolled
from tests.law import naive
from tests.law.tables import clocks, events_of, length_of, rows

COUNTING = list(rows("counting.csv"))
CLOCKS = list(rows("clocks.csv"))


def test_there_are_enough_of_them_and_each_cites_its_text() -> None:
    assert len(COUNTING) + len(CLOCKS) >= 120
    for row in (*COUNTING, *CLOCKS):
        assert all(row[name] for name in ("what", "article", "counted by hand")), row
    assert {row["clock"] for row in CLOCKS} == set(clocks()) - {"receipt"}


@pytest.mark.parametrize("row", COUNTING, ids=lambda row: row["what"])
def test_counting(row: dict[str, str]) -> None:
    length, rolls = length_of(row["length"])
    closed = frozenset(dt.date.fromisoformat(day) for day in row["closed"].split())
    calendar = Calendar(Zone(row["zone"]), closed)
    start = dt.date.fromisoformat(row["start"])
    found = api.end_of(length, start, calendar)
    slow = naive.end(length, start, calendar, set(), Reckoning.DATE_TO_DATE)
    if rolls:
        found, slow = rolled(found, calendar), naive.roll(slow, calendar)
    assert found.isoformat() == row["last_day"]
    assert slow.isoformat() == row["last_day"]


@pytest.mark.parametrize("row", CLOCKS, ids=lambda row: row["what"])
def test_clocks(row: dict[str, str]) -> None:
    clock, events = clocks()[row["clock"]], events_of(row["events"])
    course = api.reckon(clock.rules, clock.law, events, Calendar())
    found = course.last_day.isoformat() if course.last_day else "none"
    silence = f"{course.effect_on} {course.effect}" if course.effect_on else "none"
    assert (found, silence) == (row["last_day"], row["silence"])
    last, effect = naive.live(clock, events, Calendar())
    assert (str(last or "none").lower(), effect) == (row["last_day"], course.effect)


RECEIPT = [
    ("2026-11-03 received; 2026-11-18 acknowledged", False),  # ten working days: 18 November
    ("2026-11-03 received; 2026-11-19 acknowledged", True),
    ("2026-11-03 received; 2026-11-03 acknowledged", False),
]


@pytest.mark.parametrize(("events", "late"), RECEIPT)
def test_the_receipt_has_its_own_limit(events: str, late: bool) -> None:
    """CRPA R112-11-2: ten working days."""
    clock = clocks()["receipt"]
    course = api.reckon(clock.rules, clock.law, events_of(events), Calendar())
    (limit,) = course.limits
    assert (limit.duty, limit.last_day, limit.late) == (data.Duty.ACKNOWLEDGE, dt.date(2026, 11, 18), late)
    assert course.last_day == dt.date(2027, 1, 3)


def test_what_else_has_to_be_done_by_when() -> None:
    clock = clocks()["pcmi"]
    events = events_of("2026-05-04 received; 2026-05-05 consulted abf; 2026-05-20 asked; 2026-06-15 answered")
    found = {limit.duty: limit for limit in api.reckon(clock.rules, clock.law, events, Calendar()).limits}
    assert found[data.Duty.CHECK_PIECES] == data.Limit(
        data.Duty.CHECK_PIECES, dt.date(2026, 6, 4), dt.date(2026, 5, 20)
    )
    assert found[data.Duty.SEND_PIECES].last_day == dt.date(2026, 8, 20)
    assert found[data.Duty.SEND_PIECES].met_on == dt.date(2026, 6, 15)
    assert found[data.Duty.GIVE_OPINION].last_day == dt.date(2026, 7, 5)
    assert found[data.Duty.GIVE_OPINION].met_on is None


def test_a_file_is_received_once() -> None:
    clock = clocks()["no"]
    with pytest.raises(ValueError):
        api.reckon(clock.rules, clock.law, [], Calendar())
    with pytest.raises(ValueError):
        api.reckon(clock.rules, clock.law, events_of("2026-05-04 received; 2026-05-05 received"), Calendar())


@pytest.mark.parametrize(
    "length",
    [
        {},
        {"months": 0, "days": 0},
        {"months": -1},
        {"months": 121},
        {"days": 3651},
        {"months": 1, "days": 3, "unit": "worked"},
        {"days": 521, "unit": "worked"},
        {"days": 3, "unit": "moons"},
        {"days": 3, "hours": 2},
    ],
)
def test_impossible_lengths_are_refused(length: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        data.Length.model_validate(length)


def test_impossible_rules_are_refused() -> None:
    label = {"fr": "x"}
    with pytest.raises(ValueError):
        data.Rules.model_validate({"extensions": [{"id": "x", "label": label}]})
    both = {"id": "x", "label": label, "adds": {"months": 1}, "becomes": {"months": 2}}
    with pytest.raises(ValueError):
        data.Rules.model_validate({"extensions": [both]})
    one = {"id": "x", "label": label, "within": {"months": 1}}
    with pytest.raises(ValueError):
        data.Rules.model_validate({"consultations": [one, one]})
    with pytest.raises(ValueError):
        api.total([data.Length(months=1), data.Length(days=3, unit=data.Unit.WORKED)])
