"""What SQL counts is what one counts by hand, over any timelines; and never over another wall's."""

import datetime as dt
import math
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from parvis.figures.data import BadPeriod, By, Course, Period, Scope
from parvis.figures.domain import asking, making, orders, periods, plots
from parvis.kernel.reach import Reach, acting
from tests.conftest import _as_owner


def ids(first: int) -> list[uuid.UUID]:
    return [uuid.UUID(int=first + number) for number in range(3)]


WALLS, TYPES, DEPARTMENTS, TOWNS = ids(0x10), ids(0x20), ids(0x30), ids(0x40)
TODAY = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(2026, 1, 1), TODAY)


@dataclass(frozen=True)
class Told:
    """One case as one tells it."""

    wall: uuid.UUID
    kind: uuid.UUID
    department: uuid.UUID
    town: uuid.UUID
    received: dt.date
    took: int | None
    outcome: str
    due_in: int | None
    fields: tuple[str, ...]

    @property
    def ended(self) -> dt.date | None:
        return None if self.took is None else self.received + dt.timedelta(days=self.took)

    @property
    def due(self) -> dt.date | None:
        return None if self.due_in is None else self.received + dt.timedelta(days=self.due_in)

    @property
    def answered(self) -> bool:
        return self.took is not None and self.outcome in ("accepted", "refused")


cases = st.builds(
    Told,
    st.sampled_from(WALLS),
    st.sampled_from(TYPES),
    st.sampled_from(DEPARTMENTS),
    st.sampled_from(TOWNS),
    DAYS,
    st.none() | st.integers(0, 90),
    st.sampled_from(["accepted", "accepted", "refused", "closed", "withdrawn"]),
    st.none() | st.integers(0, 40),
    st.lists(st.sampled_from(["name", "email", "day"]), unique=True, max_size=2).map(tuple),
)


def plant(told: list[Told], case_id: uuid.UUID | None = None) -> None:
    """Write the facts as the job writes them; of one case again and again, if it is named."""
    from parvis.calendars.api import Calendar, Zone

    calendar = Calendar(Zone.METROPOLE)
    courses = [
        Course(
            case_id or uuid.uuid4(), one.wall, one.town, one.kind, one.department, one.received, one.due, one.ended,
            one.outcome if one.took is not None else None, one.ended, len(one.fields), one.fields,
        )
        for one in told
    ]  # fmt: skip
    with _as_owner():
        making.write(courses, dict.fromkeys(TOWNS, calendar))


def rank(values: list[int], share: Fraction) -> int | None:
    """The nearest rank, as a book of statistics has it."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else None


KEYS: dict[By, Callable[[Told], Any]] = {
    By.ALL: lambda one: None,
    By.PROCEDURE: lambda one: one.kind,
    By.DEPARTMENT: lambda one: one.department,
    By.ORGANISATION: lambda one: one.town,
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(cases, max_size=40),
    first=st.integers(1, 11),
    span=st.integers(0, 10),
    whole=st.sets(st.sampled_from(WALLS), max_size=2),
    part=st.none() | st.tuples(st.sampled_from(WALLS), st.sampled_from(DEPARTMENTS)),
    kinds=st.none() | st.sets(st.sampled_from(TYPES), max_size=2),
    folded=st.booleans(),
)
def test_it_is_what_one_counts_by_hand(db, told, first, span, whole, part, kinds, folded):
    period = Period(dt.date(2026, first, 1), dt.date(2026, min(11, first + span), 1))
    scope = Scope(tuple(whole), (part,) if part else ())
    with transaction.atomic():
        plant(told)
        if folded:
            with acting(Reach(actor="timer")):
                making.fold()
        with acting(Reach(walls=scope.walls)):
            found = asking.figures(scope, period, today=TODAY, case_type_ids=None if kinds is None else tuple(kinds))
        transaction.set_rollback(True)
    mine = [
        one
        for one in told
        if (one.wall in whole or (part and (one.wall, one.department) == part)) and (kinds is None or one.kind in kinds)
    ]
    next_month = (period.last + dt.timedelta(days=32)).replace(day=1)

    def within(day: dt.date | None) -> bool:
        return day is not None and period.first <= day < next_month

    for by, key in KEYS.items():
        for group in {key(one) for one in mine} | set(found.groups[by]):
            own, counted = [one for one in mine if key(one) == group], found.groups[by][group]
            answers = [one for one in own if one.answered and within(one.ended)]
            assert counted.received == sum(within(one.received) for one in own)
            assert counted.returned == sum(within(one.received) and bool(one.fields) for one in own)
            assert counted.answered == len(answers)
            assert counted.unanswered == sum(within(one.ended) and not one.answered for one in own)
            assert counted.open == sum(one.ended is None for one in own)
            assert counted.late == sum(one.ended is None and one.due is not None and one.due < TODAY for one in own)
            assert counted.due == sum(one.due is not None for one in answers)
            assert counted.in_time == sum(one.due is not None and one.ended <= one.due for one in answers)
            for share in (orders.HALF, orders.NINE_IN_TEN):
                assert orders.within(counted.days, share) == rank([one.took for one in answers], share)
            if by is By.PROCEDURE:
                assert sum(counted.working.values()) == len(answers)
    for month in found.months:
        after = (month.month + dt.timedelta(days=32)).replace(day=1)
        assert month.received == sum(month.month <= one.received < after for one in mine)
        assert month.ended == sum(one.ended is not None and month.month <= one.ended < after for one in mine)
        came = [one for one in mine if one.received < after]
        assert month.open == sum(one.ended is None or one.ended >= after for one in came)
    asked = Counter((one.kind, name) for one in mine if within(one.received) for name in one.fields)
    assert {(one.case_type_id, one.field): one.cases for one in found.corrections} == dict(asked)


def test_another_wall_is_never_counted_whatever_is_asked(db):
    received = dt.date(2026, 10, 5)
    plant([Told(wall, TYPES[0], DEPARTMENTS[0], TOWNS[0], received, 3, "accepted", 5, ("name",)) for wall in WALLS])
    every = Scope(tuple(WALLS))
    period = Period(dt.date(2026, 10, 1), dt.date(2026, 10, 1))
    for walls, expected in ((WALLS[:1], 1), ((), 0)):
        with acting(Reach(walls=tuple(walls))):
            found = asking.figures(every, period, today=TODAY)
            assert (found.all.received, found.all.answered, len(found.corrections)) == (expected, expected, expected)
            with connection.cursor() as cursor:
                for table in ("figures_fact", "figures_tally"):
                    cursor.execute(f"select count(distinct wall_id) from {table}")
                    assert cursor.fetchone() == (expected,)
                for change in ("delete from figures_tally", "update figures_tally set n = 0"):
                    with pytest.raises(ProgrammingError), transaction.atomic():
                        cursor.execute(change)


def test_sums_follow_each_change_of_a_fact_and_fold_to_nothing_but_it(db):
    received = dt.date(2026, 10, 5)
    base = Told(WALLS[0], TYPES[0], DEPARTMENTS[0], TOWNS[0], received, None, "accepted", 5, ())
    case_id = uuid.uuid4()
    # open; mended; answered; open again, elsewhere; withdrawn
    plant([base], case_id)
    plant([replace(base, fields=("name",))], case_id)
    plant([replace(base, fields=("name",), took=3)], case_id)
    plant([replace(base, department=DEPARTMENTS[1])], case_id)
    plant([replace(base, department=DEPARTMENTS[1], took=9, outcome="withdrawn")], case_id)
    expected = {("received", DEPARTMENTS[1], 1), ("unanswered", DEPARTMENTS[1], 1)}
    for folded in (False, True):
        if folded:
            with acting(Reach()):
                making.fold()  # does nothing for who is no timer
            with acting(Reach(actor="timer")):
                making.fold()
        with _as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "select what, department_id, sum(n)::int from figures_tally group by 1, 2, field, days"
                " having sum(n) <> 0"
            )
            assert set(cursor.fetchall()) == expected
            cursor.execute("select count(*), bool_and(settled) from figures_tally")
            assert cursor.fetchone() == ((2, True) if folded else (10, False))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ({}, "2025-12", "2026-11"),
        ({"from": "2026-03"}, "2026-03", "2026-11"),
        ({"to": "2024-06"}, "2023-07", "2024-06"),
        ({"from": "2026-11", "to": "2026-11"}, "2026-11", "2026-11"),
        ({"from": "", "to": "", "page": "3"}, "2025-12", "2026-11"),
    ],
)
def test_periods_are_read(said, first, last):
    found = periods.read(said, TODAY)
    assert (f"{found.first:%Y-%m}", f"{found.last:%Y-%m}") == (first, last)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"from": "2026-13"}, "from"),
        ({"from": "mars"}, "from"),
        ({"to": "2026-1"}, "to"),
        ({"to": "٢٠٢٦-٠٣"}, "to"),
        ({"to": "2026-12"}, "to"),
        ({"from": "2026-05", "to": "2026-04"}, "from"),
        ({"from": "1066-10"}, "from"),
        ({"from": "2019-01"}, "from"),
    ],
)
def test_periods_that_can_not_be_are_refused_with_a_message(said, wrong):
    with pytest.raises(BadPeriod) as refused:
        periods.read(said, TODAY)
    assert set(refused.value.problems) == {wrong}


@pytest.mark.parametrize("months", [1, 2, 12, 36])
def test_bars_of_few_months_are_no_walls(months):
    names = [str(number) for number in range(months)]
    drawn = plots.bars(names, [5] * months, [3] * months)
    for place in range(months):
        left, right = drawn.bars[place], drawn.bars[months + place]
        assert left.width == right.width <= 26
        assert left.x + left.width <= right.x
        assert (left.x + right.x + right.width) / 2 == pytest.approx(40 + (396 - 40) / months * (place + 0.5), abs=0.1)


@given(st.integers(0, 10**9))
def test_axes_have_few_ticks_and_hold_what_is_highest(highest):
    drawn = plots.line(["a"], [highest])
    values = [value for _y, value in drawn.ticks]
    assert 2 <= len(values) <= 5
    assert values[0] == 0
    assert values[-1] >= highest
    assert all(10 <= y <= 162 for _x, y in drawn.points)
