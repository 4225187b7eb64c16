"""The course of a clock: what happened to a file, one thing after the other, and where that leaves its dates.

Pure: the same rules and the same events give the same course, whenever it is asked for and in whatever order they were
written down. Nothing here knows the day of today: what has not happened is taken at its latest (an answer on the last
day given for it), so that a date that is shown can come nearer by an answer, and never by the passing of time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parvis.calendars.api import Calendar
from parvis.deadlines.data import (
    Acknowledged,
    Amended,
    Answered,
    Asked,
    Completed,
    Consulted,
    Course,
    Duty,
    Effect,
    Ended,
    Event,
    Extended,
    Extension,
    Law,
    Length,
    Limit,
    Opinion,
    Pause,
    Received,
    Released,
    Rules,
    Says,
    Start,
    Step,
    Transmitted,
    Waived,
)
from parvis.deadlines.domain.hearing import Hearing
from parvis.deadlines.domain.lengths import end_of, merged, rolled, total

_ONE = dt.timedelta(days=1)


def reckon(rules: Rules, law: Law | None, events: Iterable[Event], calendar: Calendar) -> Course:
    """The course of a file's clock. law: the délai and what silence means; None where the law sets none.

    Events are put in the order of their days, those of one day as they come; what is dated before the receipt counts
    on the day of the receipt. What comes after an end changes nothing. Raises ValueError unless there is one receipt.
    """
    found = list(events)
    receipts = [event for event in found if isinstance(event, Received)]
    if len(receipts) != 1:
        raise ValueError("a file is received once")
    received = receipts[0].on
    walk = _Walk(rules, law, calendar, received, Hearing(rules, calendar))
    walk.receive()
    others = [event for event in found if not isinstance(event, Received)]
    # of one day, an opinion comes after it was asked, whichever was written down first
    for event in sorted(others, key=lambda event: (event.on, isinstance(event, Opinion | Released))):
        on = max(event.on, received)
        walk.pass_to(on)
        if walk.over:
            break
        walk.take(event, on)
    return walk.course()


@dataclass(slots=True)
class _Open:
    """A request for pieces that waits. first: since when; by: until when they may come."""

    first: dt.date
    by: dt.date | None
    pause: Pause


@dataclass(slots=True)
class _Walk:
    """A file on its way. `start` is None as long as nothing runs; competent: the day from which an administration that
    it was transmitted to counts its own time.
    """

    rules: Rules
    law: Law | None
    calendar: Calendar
    received: dt.date
    hearing: Hearing
    competent: dt.date | None = None
    start: dt.date | None = None
    window: dt.date | None = None
    waiting: _Open | None = None
    pauses: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    longer: list[Extension] = field(default_factory=list)
    lapsed: tuple[dt.date, Effect] | None = None
    ended: dt.date | None = None
    checked: bool = False
    steps: list[Step] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.ended is not None or self.lapsed is not None

    def say(self, says: Says, on: dt.date, **more: object) -> None:
        self.steps.append(Step(says, on, **more))  # type: ignore[arg-type]

    def receive(self) -> None:
        rules = self.rules
        self.say(Says.RECEIVED, self.received)
        if rules.acknowledgement:
            last = end_of(rules.acknowledgement.within, self.received, self.calendar)
            self.limits.append(Limit(Duty.ACKNOWLEDGE, last))
        if rules.completeness:
            self.window = end_of(rules.completeness.within, self.received, self.calendar)
            self.limits.append(Limit(Duty.CHECK_PIECES, self.window))
        if rules.start is not Start.DECLARATION:
            self.start = self.received

    # -- where the délai would end as things stand

    def length(self) -> Length | None:
        """The délai with what prolongs it: the longest that takes its place, the longest of each group on top."""
        if self.law is None:
            return None
        others = [one for one in self.longer if one.becomes]
        base = self.law.length
        if others:
            base = max((one.becomes for one in others if one.becomes), key=self._measure)
        added: dict[str, Length] = {}
        for one in self.longer:
            if one.adds is None or (others and not one.on_top):
                continue
            key = f"={one.group}" if one.group else one.id
            added[key] = max((length for length in (added.get(key), one.adds) if length), key=self._measure)
        return total([base, *added.values()])

    def _measure(self, length: Length) -> dt.date:
        return end_of(length, self.received, self.calendar)

    def still(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """Every time during which it stands still, known or taken at its longest."""
        found = list(self.pauses)
        if self.waiting and self.waiting.pause is Pause.SUSPEND and self.waiting.by:
            found.append((self.waiting.first, self.waiting.by))
        found += self.hearing.still()
        return merged(found)

    def end(self) -> dt.date | None:
        """The last day as things stand; None where nothing runs or nobody can say."""
        length, waiting = self.length(), self.waiting
        if self.start is None or length is None:
            return None
        if waiting and (waiting.pause is Pause.RESTART or waiting.by is None):
            return None
        last = end_of(length, self.start, self.calendar, pauses=self.still(), reckoning=self.rules.reckoning)
        return rolled(last, self.calendar) if self.rules.rolls else last

    # -- what happens

    def pass_to(self, on: dt.date) -> None:
        """Let time pass up to a day: what was waited for and did not come."""
        waiting = self.waiting
        if waiting is None or waiting.by is None or on <= waiting.by:
            return
        after = waiting.by + _ONE
        if self.rules.pieces.lapse:
            self._lapse(waiting.by, self.rules.pieces.lapse)
        elif waiting.pause is Pause.SUSPEND:
            self.pauses.append((waiting.first, waiting.by))
            self.say(Says.NOTHING_CAME, after, base=self.rules.pieces.base)
            self.waiting = None

    def _lapse(self, by: dt.date, effect: Effect) -> None:
        self.lapsed = (by, effect)
        self.say(Says.LAPSED, by + _ONE, until=by, effect=effect, base=self.rules.pieces.base)

    def take(self, event: Event, on: dt.date) -> None:
        if isinstance(event, Asked):
            self._ask(event, on)
        elif isinstance(event, Answered):
            self._answer(event, on)
        elif isinstance(event, Waived):
            self._waive(on)
        elif isinstance(event, Completed):
            self._complete(on)
        elif isinstance(event, Extended):
            self._extend(event, on)
        elif isinstance(event, Consulted):
            self.steps += self.hearing.ask(event, on, self.limits)
        elif isinstance(event, Opinion):
            self.steps += self.hearing.hear(event, on, self.limits)
        elif isinstance(event, Released):
            self.steps += self.hearing.release(event, on, self.limits)
        elif isinstance(event, Acknowledged):
            self._meet(Duty.ACKNOWLEDGE, on)
            self.say(Says.ACKNOWLEDGED, on, base=self.rules.acknowledgement and self.rules.acknowledgement.base)
        elif isinstance(event, Transmitted):
            self._transmit(on)
        elif isinstance(event, Amended):
            self._amend(on)
        elif isinstance(event, Ended):
            self.ended = on
            self.say(Says.ENDED, on)

    def _meet(self, duty: Duty, on: dt.date) -> None:
        """The first time that something was done that had to be."""
        for index, limit in enumerate(self.limits):
            if limit.duty is duty and limit.met_on is None:
                self.limits[index] = Limit(duty, limit.last_day, on, limit.label)
                return

    def _transmit(self, on: dt.date) -> None:
        """CRPA L114-3: acceptance runs from the competent administration's receipt, refusal from the first one."""
        last = self.end()
        runs = self.start is not None and (last is None or on <= last)
        if runs and self.law is not None and self.law.effect is Effect.ACCEPTANCE:
            self.start, self.pauses, self.competent = on, [], on
            if self.rules.completeness and not self.checked:
                self.window = end_of(self.rules.completeness.within, on, self.calendar)
                self.limits = [one for one in self.limits if one.duty is not Duty.CHECK_PIECES]
                self.limits.append(Limit(Duty.CHECK_PIECES, self.window))
        self.say(Says.TRANSMITTED, on, effect=self.law.effect if self.law else None)

    def _amend(self, on: dt.date) -> None:
        """Another request: what runs, runs anew from that day; what has ended, or does not run yet, stays so."""
        last = self.end()
        if self.start is not None and (last is None or on <= last):
            self.start, self.pauses = on, []
            self.say(Says.AMENDED, on)

    def _ask(self, event: Asked, on: dt.date) -> None:
        rules, last = self.rules, self.end()
        if not event.essential:
            return self.say(Says.NOT_ESSENTIAL, on)
        if last is not None and on > last:
            return self.say(Says.ASKED_AFTER_END, on, until=last)
        if self.window is not None and on > self.window and not event.again:
            base = rules.completeness.base if rules.completeness else None
            return self.say(Says.ASKED_TOO_LATE, on, until=self.window, base=base)
        self._meet(Duty.CHECK_PIECES, on)
        self.checked = True
        pause = event.pause or (rules.pieces.pause if rules.start is Start.RECEIPT else Pause.RESTART)
        by = event.by
        if by is None and rules.pieces.within:
            by = end_of(rules.pieces.within, on, self.calendar)
        again = self.waiting is not None
        if by is not None and by < on:
            by = on
        says = Says.ASKED_AGAIN if again else Says.ASKED
        self.say(says, on, until=by, base=rules.pieces.base)
        if pause is Pause.NONE:
            return None
        first = self.waiting.first if self.waiting else on
        if self.waiting and self.waiting.pause is Pause.RESTART:
            pause = Pause.RESTART  # a request in the place of another one gives back nothing
        self.waiting = _Open(first, by, pause)
        if by is not None:
            self.limits.append(Limit(Duty.SEND_PIECES, by))
        if not again:
            self.say(Says.SUSPENDED, on, until=by, base=rules.pieces.base)
        return None

    def _answer(self, event: Answered, on: dt.date) -> None:
        waiting = self.waiting
        if waiting is None:
            return
        if not event.complete:
            self.say(Says.STILL_INCOMPLETE, on)
            return
        self._meet(Duty.SEND_PIECES, on)
        self._go_on(waiting, on)

    def _go_on(self, waiting: _Open, on: dt.date) -> None:
        self.waiting = None
        if waiting.pause is Pause.SUSPEND:
            self.pauses.append((waiting.first, on))
            self.say(Says.RESUMED, on, days=(on - waiting.first).days + 1, base=self.rules.pieces.base)
        elif self.rules.start is not Start.DECLARATION or self.start is not None:
            self.start, self.pauses = on, []
            self.say(Says.RESTARTED, on, base=self.rules.pieces.base)

    def _waive(self, on: dt.date) -> None:
        """It goes on without: nothing that came, so nothing runs anew; it stood still meanwhile, whatever the rules
        say of an answer. So no date comes back from the past, and no acceptance is put off by who asked.
        """
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            return
        self.pauses.append((waiting.first, on))
        self.say(Says.WAIVED, on, days=(on - waiting.first).days + 1, base=self.rules.pieces.base)

    def _complete(self, on: dt.date) -> None:
        """The administration says so: at the latest then it is."""
        if self.waiting:
            self._meet(Duty.SEND_PIECES, on)
            self._go_on(self.waiting, on)
        self._meet(Duty.CHECK_PIECES, on)
        self.checked = True
        self.say(Says.COMPLETE, on)
        if self.start is None:
            self.start = on

    def _extend(self, event: Extended, on: dt.date) -> None:
        rule = next((one for one in self.rules.extensions if one.id == event.rule), None)
        if rule is None or rule in self.longer:
            return
        limit = end_of(rule.notice, self.competent or self.received, self.calendar) if rule.notice else None
        last = self.end()
        until = min((day for day in (limit, last) if day), default=None)
        said = {"label": rule.label, "base": rule.base, "until": until}
        if until is not None and on > until:
            self.say(Says.EXTENDED_TOO_LATE, on, **said)
            return
        self.longer.append(rule)
        self.say(Says.EXTENDED, on, **said | {"length": rule.adds or rule.becomes, "until": None})

    # -- what comes of it

    def course(self) -> Course:
        waiting = self.waiting
        effect = self.law.effect if self.law else None
        if waiting and waiting.by and self.rules.pieces.lapse and not self.over:
            # nothing comes: then it is so, on the day after the last
            return self._course(waiting.by, self.rules.pieces.lapse, standing=True)
        if self.lapsed:
            return self._course(self.lapsed[0], self.lapsed[1], standing=False)
        last = self.end()
        for says in self._conclusions(last):
            if says.says is Says.TURNED:
                effect = says.effect
            self.steps.append(says)
        return self._course(last, effect, standing=waiting is not None)

    def _conclusions(self, last: dt.date | None) -> Iterator[Step]:
        """What follows by itself: completeness that nobody denied, opinions that nobody gave, and what they turn."""
        rules = self.rules
        if rules.completeness and self.window and not self.checked:
            yield Step(Says.WINDOW, self.window, base=rules.completeness.base)
        yield from self.hearing.conclusions(last, self.law)

    def _course(self, last: dt.date | None, effect: Effect | None, *, standing: bool) -> Course:
        base = self.law.base if self.law else None
        steps = list(self.steps)
        if self.start is None and self.law is not None:
            steps.append(Step(Says.UNDECLARED, self.received, base=self.rules.base))
        elif self.start is not None and self.law is not None and not self.over:
            steps.append(Step(Says.STARTED, self.start, length=self.length(), base=self.rules.base or base))
        lapses = standing and self.waiting is not None and self.rules.pieces.lapse is not None
        if last is None and standing:
            steps.append(Step(Says.STANDS_STILL, self.waiting.first if self.waiting else self.received))
        effect_on = last + _ONE if last is not None and (effect or self.law) else None
        if last is not None and not self.over:
            if lapses:
                steps.append(Step(Says.LAPSED, last + _ONE, until=last, effect=effect, base=self.rules.pieces.base))
            else:
                steps.append(Step(Says.LAST_DAY, last, base=base))
                if effect:
                    steps.append(Step(Says.SILENCE, last + _ONE, effect=effect, base=base))
        return Course(
            steps=tuple(sorted(steps, key=lambda step: (step.on, _LAST.get(step.says, 0)))),
            started_on=self.start,
            last_day=last,
            effect_on=effect_on if effect else None,
            effect=effect if effect_on else None,
            standing=standing,
            until=self.waiting.by if self.waiting else None,
            ended_on=self.ended,
            limits=tuple(self.limits),
            pauses=self.still(),
            awaited=() if self.over else self.hearing.awaited(),
        )


#: of steps of one day: what began something stands before what comes of it
_LAST = {Says.RECEIVED: -2, Says.STARTED: 1, Says.UNDECLARED: 1, Says.LAST_DAY: 2, Says.SILENCE: 3, Says.ENDED: 4}
