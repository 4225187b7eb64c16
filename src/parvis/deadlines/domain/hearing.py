"""Opinions of others in the course of a clock: asked, given in time or too late, asked no more; what silence says.

Part of the walk of `reckoning`: what it notes are steps of the explanation, in the order in which they happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from parvis.calendars.api import Calendar
from parvis.deadlines.data import (
    Awaited,
    Consultation,
    Consulted,
    Duty,
    Effect,
    Law,
    Limit,
    Opinion,
    Released,
    Rules,
    Says,
    Step,
)
from parvis.deadlines.domain.lengths import end_of

_ONE = dt.timedelta(days=1)


@dataclass(slots=True)
class Hearing:
    """Who was asked for an opinion. asked: the rule, since when, until when; released: asked no more since that day."""

    rules: Rules
    calendar: Calendar
    asked: dict[str, tuple[Consultation, dt.date, dt.date]] = field(default_factory=dict)
    given: dict[str, Opinion] = field(default_factory=dict)
    released: dict[str, dt.date] = field(default_factory=dict)

    def still(self) -> Iterator[tuple[dt.date, dt.date]]:
        """The times during which a clock stands still for an opinion, taken at their longest."""
        for rule, first, last in self.asked.values():
            if rule.suspends:
                said = self.given.get(rule.id)
                yield first, min(said.on if said else self.released.get(rule.id, last), last)

    def ask(self, event: Consulted, on: dt.date, limits: list[Limit]) -> Iterator[Step]:
        """Once each: another round moves no day."""
        rule = next((one for one in self.rules.consultations if one.id == event.rule), None)
        if rule is None or rule.id in self.asked:
            return
        last = end_of(rule.within, on, self.calendar)
        self.asked[rule.id] = (rule, on, last)
        limits.append(Limit(Duty.GIVE_OPINION, last, label=rule.label))
        yield Step(Says.CONSULTED, on, until=last, label=rule.label, favour=rule.silence, base=rule.base)
        if rule.suspends:
            yield Step(Says.AWAITED, on, until=last, label=rule.label, base=rule.base)

    def hear(self, event: Opinion, on: dt.date, limits: list[Limit]) -> Iterator[Step]:
        """An answer: after its day it is written down, and what silence said stands."""
        if not self._waits(event.rule):
            return
        rule, first, last = self.asked[event.rule]
        for index, limit in enumerate(limits):
            if limit.duty is Duty.GIVE_OPINION and limit.label == rule.label and limit.met_on is None:
                limits[index] = Limit(limit.duty, limit.last_day, on, limit.label)
        if on > last:
            yield Step(Says.OPINION_TOO_LATE, on, until=last, label=rule.label, favour=rule.silence, base=rule.base)
            return
        self.given[rule.id] = Opinion(on, rule.id, event.favour)
        yield Step(Says.OPINION, on, label=rule.label, favour=event.favour, base=rule.base)
        yield from self._goes_on(rule, first, on)

    def release(self, event: Released, on: dt.date, limits: list[Limit]) -> Iterator[Step]:
        """Not asked any more; what its silence said already stays said."""
        if not self._waits(event.rule):
            return
        rule, first, last = self.asked[event.rule]
        if on > last:
            return
        self.released[rule.id] = on
        duty = Duty.GIVE_OPINION
        limits[:] = [one for one in limits if one.duty is not duty or one.label != rule.label or one.met_on]
        yield Step(Says.RELEASED, on, label=rule.label, base=rule.base)
        yield from self._goes_on(rule, first, on)

    def _waits(self, rule: str) -> bool:
        return rule in self.asked and rule not in self.given and rule not in self.released

    def _goes_on(self, rule: Consultation, first: dt.date, on: dt.date) -> Iterator[Step]:
        if rule.suspends:
            yield Step(Says.HEARD, on, days=(on - first).days + 1, label=rule.label, base=rule.base)

    def conclusions(self, last: dt.date | None, law: Law | None) -> Iterator[Step]:
        """What follows by itself: opinions that nobody gave, and the effect of silence that they turn."""
        for rule, _first, until in self.asked.values():
            if rule.id in self.released:
                continue
            said = self.given.get(rule.id)
            favour = said.favour if said else rule.silence
            if said is None:
                yield Step(Says.OPINION_BY_SILENCE, until + _ONE, label=rule.label, favour=favour, base=rule.base)
            known = said.on if said else until + _ONE
            turns = last is not None and known <= last and law is not None and law.effect is not None
            if turns and favour in rule.refuses:
                yield Step(Says.TURNED, known, label=rule.label, effect=Effect.REFUSAL, base=rule.base)

    def awaited(self) -> tuple[Awaited, ...]:
        """Opinions that nobody has given or given up asking for."""
        return tuple(
            Awaited(rule.id, rule.label, first, last, rule.suspends)
            for rule, first, last in self.asked.values()
            if self._waits(rule.id)
        )
