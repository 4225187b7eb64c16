"""Rules tried on the latest cases before they count: how many go where, what changes, what no rule catches."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from parvis.routing.data import RuleSet, Why
from parvis.routing.domain import evaluating
from parvis.routing.domain.engine import Engine

#: the latest cases, so many
MOST = 1_000
#: seconds after which what is left is left out
LONGEST = 5.0
#: cases that are shown of each sort
SHOWN = 5


@dataclass(slots=True)
class Line:
    """What a rule catches (number 0: no rule, what goes by default). changed: of them, those that today's rules send
    to another department; failed: those on which it could not be worked out.
    """

    number: int
    count: int = 0
    changed: int = 0
    failed: int = 0
    samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sample:
    """A case, where it would go by today's rules, and where by these."""

    reference: str
    title: str
    before: uuid.UUID
    after: uuid.UUID
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. looked: at so many cases of `found`; moves: how many go from where to where; seconds: how long
    it took.
    """

    found: int
    looked: int
    lines: dict[int, Line]
    moves: list[tuple[uuid.UUID, uuid.UUID, int]]
    seconds: float

    @property
    def changed(self) -> int:
        return sum(line.changed for line in self.lines.values())

    @property
    def failed(self) -> int:
        return sum(line.failed for line in self.lines.values())

    @property
    def uncaught(self) -> Line:
        return self.lines.get(0) or Line(0)


def attempt(rules: RuleSet, today: Engine | None, case_type_id: uuid.UUID, wall_id: uuid.UUID) -> Trial:
    """Try rules on the latest cases of a procedure behind a wall. today: the rules in force. One statement, and one for
    each revision or table of zones that is new to this process; bounded in cases and in time.
    """
    began = time.monotonic()
    cases = evaluating.latest(case_type_id, wall_id, MOST)
    engine = Engine(rules)
    lines: dict[int, Line] = {}
    moves: Counter[tuple[uuid.UUID, uuid.UUID]] = Counter()
    looked = 0
    for case in cases:
        if time.monotonic() - began > LONGEST:
            break
        looked += 1
        after = evaluating.place(engine, case)
        before = evaluating.place(today, case) if today is not None else evaluating.by_default(case)
        line = lines.setdefault(after.number, Line(after.number))
        line.count += 1
        line.failed += after.why is Why.FAILED
        if before.department_id != after.department_id:
            line.changed += 1
            moves[before.department_id, after.department_id] += 1
        # what changes is worth more to look at than what does not
        fresh = before.department_id != after.department_id or after.why is not None
        sample = Sample(case.reference, case.title, before.department_id, after.department_id, after.why)
        if fresh:
            line.samples.insert(sum(one.before != one.after or one.why is not None for one in line.samples), sample)
        elif len(line.samples) < SHOWN:
            line.samples.append(sample)
        del line.samples[SHOWN:]
    ordered = sorted(((*pair, count) for pair, count in moves.items()), key=lambda one: -one[2])
    return Trial(len(cases), looked, lines, ordered, time.monotonic() - began)
