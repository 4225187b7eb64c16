"""What holds of every clock and every story: the naive one agrees, nothing is early, replaying changes nothing."""

import datetime as dt
from collections.abc import Callable

from hypothesis import given, settings, strategies as st

from parvis.calendars.api import Calendar, Days, Zone, is_working_day
from parvis.deadlines import api, data
from parvis.deadlines.data import Favour, Length, Pause, Unit
from tests.law import naive
from tests.law.tables import Clock, clocks

receipts = st.dates(dt.date(2026, 1, 1), dt.date(2028, 3, 31))
names = st.sampled_from(sorted(clocks()))
zones = st.sampled_from([Zone.METROPOLE, Zone.ALSACE_MOSELLE, Zone.REUNION])
calendars = st.builds(Calendar, zones, st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)), max_size=8))


@st.composite
def stories(draw: Callable[..., object]) -> list[data.Event]:
    """A receipt, and up to seven things that happen around it."""
    received = draw(receipts)
    assert isinstance(received, dt.date)
    events: list[data.Event] = [data.Received(received)]
    for _number in range(int(str(draw(st.integers(0, 7))))):
        on = received + dt.timedelta(days=int(str(draw(st.integers(-3, 130)))))
        by = draw(st.one_of(st.none(), st.integers(0, 40)))
        rule = str(
            draw(st.sampled_from(["abf", "access", "listed", "appeal", "complex", "commission", "service", "safety"]))
        )
        choices: list[data.Event] = [
            data.Asked(
                on,
                by=None if by is None else on + dt.timedelta(days=int(str(by))),
                essential=draw(st.integers(0, 5)) != 0,
                again=draw(st.booleans()) is True,
                pause=Pause.RESTART if draw(st.integers(0, 5)) == 0 else None,
            ),
            data.Answered(on, complete=draw(st.integers(0, 3)) != 0),
            data.Answered(on),
            data.Completed(on),
            data.Waived(on),
            data.Transmitted(on),
            data.Extended(on, rule),
            data.Consulted(on, rule),
            data.Opinion(on, rule, list(Favour)[int(str(draw(st.integers(0, 3))))]),
            data.Released(on, rule),
        ]
        events.append(choices[int(str(draw(st.integers(0, len(choices) - 1))))])
    return events


@settings(max_examples=120, deadline=None)
@given(names, stories(), calendars)
def test_the_naive_count_agrees(name: str, events: list[data.Event], calendar: Calendar) -> None:
    clock = clocks()[name]
    course = api.reckon(clock.rules, clock.law, events, calendar)
    assert naive.live(clock, events, calendar) == (course.last_day, course.effect)


@given(names, receipts, receipts, calendars)
def test_who_asks_first_is_answered_first(name: str, one: dt.date, other: dt.date, calendar: Calendar) -> None:
    clock, (low, high) = clocks()[name], sorted((one, other))
    first, second = (api.reckon(clock.rules, clock.law, [data.Received(on)], calendar) for on in (low, high))
    if first.last_day and second.last_day:
        assert low < first.last_day <= second.last_day


@given(names, stories(), calendars, st.randoms())
def test_replaying_gives_the_same_course(
    name: str, events: list[data.Event], calendar: Calendar, random: object
) -> None:
    """In whatever order the days were written down, and however often one asks."""
    clock = clocks()[name]
    days: dict[dt.date, data.Event] = {}
    received = next(event.on for event in events if isinstance(event, data.Received))
    for event in events:
        days.setdefault(max(event.on, received), event)
    kept = list(days.values())
    course = api.reckon(clock.rules, clock.law, kept, calendar)
    shuffled = list(kept)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert api.reckon(clock.rules, clock.law, shuffled, calendar) == course


@given(names, stories(), calendars)
def test_what_comes_after_the_end_changes_nothing(name: str, events: list[data.Event], calendar: Calendar) -> None:
    clock = clocks()[name]
    course = api.reckon(clock.rules, clock.law, events, calendar)
    if course.last_day is None or course.standing:
        return
    before = [event for event in events if event.on <= course.last_day or isinstance(event, data.Received)]
    again = api.reckon(clock.rules, clock.law, before, calendar)
    assert (again.last_day, again.effect) == (course.last_day, course.effect)


@given(names, stories(), calendars, st.integers(0, 90), st.integers(0, 40))
def test_a_request_for_pieces_never_shortens(
    name: str, events: list[data.Event], calendar: Calendar, after: int, length: int
) -> None:
    clock = _without_lapse(clocks()[name])
    pieces = data.Asked | data.Answered | data.Completed | data.Waived
    plain = [event for event in events if not isinstance(event, pieces)]
    course = api.reckon(clock.rules, clock.law, plain, calendar)
    received = next(event.on for event in plain if isinstance(event, data.Received))
    on = received + dt.timedelta(days=after)
    more = [*plain, data.Asked(on), data.Answered(on + dt.timedelta(days=length))]
    later = api.reckon(clock.rules, clock.law, more, calendar)
    if course.last_day is not None:
        assert later.last_day is not None
        assert later.last_day >= course.last_day


def _without_lapse(clock: Clock) -> Clock:
    """Where not sending is a refusal at once, asking may well shorten: that is the law's."""
    pieces = clock.rules.pieces.model_copy(update={"lapse": None, "within": None})
    return Clock(clock.law, clock.rules.model_copy(update={"pieces": pieces}))


@given(receipts, st.integers(1, 60), st.sampled_from([Unit.WORKED, Unit.WORKABLE]), calendars)
def test_working_days_end_on_one(start: dt.date, count: int, unit: Unit, calendar: Calendar) -> None:
    day = api.end_of(Length(days=count, unit=unit), start, calendar)
    assert is_working_day(day, calendar, Days(unit.value))


@given(stories(), zones)
def test_what_rolls_never_ends_on_a_day_off(events: list[data.Event], zone: Zone) -> None:
    clock = clocks()["appeal"]
    last = api.reckon(clock.rules, clock.law, events, Calendar(zone)).last_day
    assert last is None or is_working_day(last, Calendar(zone))


@given(names, stories(), calendars)
def test_silence_has_its_effect_the_day_after(name: str, events: list[data.Event], calendar: Calendar) -> None:
    course = api.reckon(clocks()[name].rules, clocks()[name].law, events, calendar)
    assert (course.effect_on is None) == (course.effect is None)
    if course.effect_on and course.last_day:
        assert course.effect_on - course.last_day == dt.timedelta(days=1)
    assert [step.on for step in course.steps] == sorted(step.on for step in course.steps)
