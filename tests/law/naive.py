"""A second way to reckon, slow and plain: it lives through the days one by one, as somebody would with a wall calendar.

It shares no function with `parvis.deadlines` but the definitions; its holidays come from the `holidays` library.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from holidays.countries import France

from parvis.calendars.api import Calendar, Reckoning, Zone
from parvis.deadlines import data
from parvis.deadlines.data import Effect, Length, Pause, Start, Unit
from tests.law.tables import Clock

ONE = dt.timedelta(days=1)
SUBDIVISIONS = {
    Zone.ALSACE_MOSELLE: "6AE",
    Zone.GUADELOUPE: "971",
    Zone.MARTINIQUE: "972",
    Zone.GUYANE: "973",
    Zone.REUNION: "974",
    Zone.MAYOTTE: "976",
    Zone.SAINT_PIERRE_ET_MIQUELON: "PM",
    Zone.SAINT_BARTHELEMY: "BL",
    Zone.SAINT_MARTIN: "MF",
    Zone.NOUVELLE_CALEDONIE: "NC",
    Zone.POLYNESIE_FRANCAISE: "PF",
    Zone.WALLIS_ET_FUTUNA: "WF",
}
#: days that the library lists and no law does
CUSTOMS = {"Mi-Carême", "Fête de Victor Schoelcher"}
_listed: dict[Zone, France] = {}


def holiday(day: dt.date, zone: Zone) -> bool:
    found = _listed.setdefault(zone, France(subdiv=SUBDIVISIONS.get(zone), years=range(2020, 2040), language="fr"))
    names = set(found.get_list(day)) - CUSTOMS
    if zone in (Zone.GUADELOUPE, Zone.MARTINIQUE):
        names -= {"Vendredi saint"}
    return bool(names)


def works(day: dt.date, calendar: Calendar, unit: Unit) -> bool:
    if day.weekday() == 6 or holiday(day, calendar.zone):
        return False
    return unit is Unit.WORKABLE or (day.weekday() != 5 and day not in calendar.closing_days)


def month_later(day: dt.date, months: int) -> dt.date:
    """Walks to the day of the same number, or to the end of the month that lacks it."""
    now, passed = day, 0
    while passed < months or not (now.day == day.day or (now.day < day.day and (now + ONE).day == 1)):
        now += ONE
        passed += now.day == 1
        if passed > months:
            raise AssertionError("walked past it")
    return now


def end(length: Length, start: dt.date, calendar: Calendar, still: set[dt.date], reckoning: Reckoning) -> dt.date:
    if length.unit in (Unit.WORKED, Unit.WORKABLE):
        day, left = start, length.days
        while left:
            day += ONE
            left -= works(day, calendar, length.unit) and day not in still
        return day
    first = start + ONE if reckoning is Reckoning.FROM_NEXT_DAY else start
    target = month_later(first, length.months)
    for _day in range(length.days):
        target += ONE
    if reckoning is Reckoning.FROM_NEXT_DAY:
        target -= ONE
    if length.unit is Unit.CLEAR:
        target += ONE
    day = start
    while day < target:
        day += ONE
        target += ONE * (day in still)
    return target


def roll(day: dt.date, calendar: Calendar) -> dt.date:
    while day.weekday() >= 5 or holiday(day, calendar.zone):
        day += ONE
    return day


@dataclass
class Life:
    """A file as the days pass. `waits`: (since, by, kind of pause)."""

    clock: Clock
    calendar: Calendar
    received: dt.date
    start: dt.date | None = None
    waits: tuple[dt.date, dt.date | None, Pause] | None = None
    still: set[dt.date] = field(default_factory=set)
    told: list[data.Extension] = field(default_factory=list)
    heard: dict[str, tuple[dt.date, data.Favour | None, dt.date | None]] = field(default_factory=dict)
    competent: dt.date | None = None
    known: tuple[object, dt.date | None] = ("", None)

    def length(self) -> Length:
        base, more = self.clock.law.length, list(self.told)
        becoming = [one.becomes for one in more if one.becomes]
        if becoming:
            base = max(becoming, key=lambda one: one.months * 31 + one.days)
            more = [one for one in more if one.on_top]
        groups: dict[str, list[Length]] = {}
        for one in more:
            if one.adds:
                groups.setdefault(one.group or one.id, []).append(one.adds)
        best = [max(found, key=lambda one: one.months * 31 + one.days) for found in groups.values()]
        return Length(
            months=base.months + sum(one.months for one in best),
            days=base.days + sum(one.days for one in best),
            unit=base.unit,
        )

    def last(self) -> dt.date | None:
        if self.start is None:
            return None
        seen = (self.start, len(self.still), len(self.told))
        if self.known[0] != seen:  # walked anew only when something happened: there are many days
            self.known = (seen, self._walked(self.start))
        return self.known[1]

    def _walked(self, start: dt.date) -> dt.date:
        rules = self.clock.rules
        day = end(self.length(), start, self.calendar, self.still, rules.reckoning)
        return roll(day, self.calendar) if rules.rolls else day

    def plain(self, length: Length, start: dt.date) -> dt.date:
        return end(length, start, self.calendar, set(), Reckoning.DATE_TO_DATE)


def live(clock: Clock, events: list[data.Event], calendar: Calendar) -> tuple[dt.date | None, Effect | None]:
    """The last day and what silence means after it; (None, None) where nobody can say."""
    received = next(event.on for event in events if isinstance(event, data.Received))
    life = Life(clock, calendar, received)
    if clock.rules.start is not Start.DECLARATION:
        life.start = received
    today = received
    for _passed in range(1200):
        waits = life.waits
        if waits and waits[1] and today > waits[1]:
            if clock.rules.pieces.lapse:
                return waits[1], clock.rules.pieces.lapse
            if waits[2] is Pause.SUSPEND:
                life.waits = None
        last = life.last()
        if last is not None and today > last and life.waits is None:
            return last, _effect(life, last)
        mine = [event for event in events if max(event.on, received) == today]
        before = life.waits
        # stable: as they were written; an opinion comes after it was asked
        for event in sorted(mine, key=lambda event: (event.on, isinstance(event, data.Opinion | data.Released))):
            happens(life, event, today)
        _stand(life, today, before)
        today += ONE
    return None, None


def _stand(life: Life, today: dt.date, before: tuple[dt.date, dt.date | None, Pause] | None) -> None:
    """Whether this day does not count: something was awaited in it, or somebody heard."""
    if any(found and found[2] is Pause.SUSPEND for found in (before, life.waits)):
        life.still.add(today)
    for rule in life.clock.rules.consultations:
        if rule.suspends and rule.id in life.heard:
            since, favour, on = life.heard[rule.id]
            until = life.plain(rule.within, since)
            if since <= today <= (on or until):
                life.still.add(today)


def happens(life: Life, event: data.Event, today: dt.date) -> None:
    rules = life.clock.rules
    if isinstance(event, data.Asked):
        _asks(life, event, today)
    elif isinstance(event, data.Answered | data.Completed):
        done = isinstance(event, data.Completed) or event.complete
        if life.waits and done:
            kind = life.waits[2]
            life.waits = None
            if kind is Pause.SUSPEND:
                life.still.add(today)
            elif life.start is not None:
                life.start, life.still = today, set()
        if isinstance(event, data.Completed) and life.start is None:
            life.start = today
    elif isinstance(event, data.Waived):
        if life.waits:
            since = life.waits[0]
            life.still |= {since + ONE * passed for passed in range((today - since).days + 1)}
            life.waits = None
    elif isinstance(event, data.Transmitted):
        if life.clock.law.effect is Effect.ACCEPTANCE and life.start is not None:
            life.start, life.still, life.competent = today, set(), today
    elif isinstance(event, data.Extended):
        for rule in rules.extensions:
            in_time = rule.notice is None or today <= life.plain(rule.notice, life.competent or life.received)
            if rule.id == event.rule and in_time and rule not in life.told:
                life.told.append(rule)
    elif isinstance(event, data.Consulted):
        if any(rule.id == event.rule for rule in rules.consultations):
            life.heard.setdefault(event.rule, (today, None, None))
    elif isinstance(event, data.Opinion) and event.rule in life.heard:
        since, favour, _on = life.heard[event.rule]
        rule = next(rule for rule in rules.consultations if rule.id == event.rule)
        if favour is None and _on is None and today <= life.plain(rule.within, since):
            life.heard[event.rule] = (since, event.favour, today)
    elif isinstance(event, data.Released) and event.rule in life.heard:
        since, favour, on = life.heard[event.rule]
        rule = next(rule for rule in rules.consultations if rule.id == event.rule)
        if on is None and today <= life.plain(rule.within, since):
            life.heard[event.rule] = (since, None, today)  # heard of, and nothing said


def _asks(life: Life, event: data.Asked, today: dt.date) -> None:
    rules = life.clock.rules
    if not event.essential:
        return
    if (
        rules.completeness
        and not event.again
        and today > life.plain(rules.completeness.within, life.competent or life.received)
    ):
        return
    kind = event.pause or (rules.pieces.pause if rules.start is Start.RECEIPT else Pause.RESTART)
    if kind is Pause.NONE:
        return
    by = event.by or (life.plain(rules.pieces.within, today) if rules.pieces.within else None)
    if by is not None:
        by = max(by, today)
    if life.waits:
        kind = Pause.RESTART if life.waits[2] is Pause.RESTART else kind
        life.waits = (life.waits[0], by, kind)
    else:
        life.waits = (today, by, kind)


def _effect(life: Life, last: dt.date) -> Effect | None:
    effect = life.clock.law.effect
    for rule in life.clock.rules.consultations:
        if rule.id in life.heard:
            since, favour, on = life.heard[rule.id]
            if on and favour is None:
                continue
            known = on if favour and on else life.plain(rule.within, since) + ONE
            if effect and known <= last and (favour or rule.silence) in rule.refuses:
                effect = Effect.REFUSAL
    return effect
