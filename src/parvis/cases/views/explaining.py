"""The course of the law's clock of a case, as people see it: one sentence, and each step with its text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parvis.cases.domain import recounting
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case, TimelineEntry
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Limit, Says
from parvis.kernel import clock

#: what a step is marked with: time stands still, or has come to its end
_MARKS = {
    Says.SUSPENDED: "still",
    Says.AWAITED: "still",
    Says.STANDS_STILL: "still",
    Says.UNDECLARED: "still",
    Says.LAST_DAY: "end",
    Says.SILENCE: "end",
    Says.LAPSED: "end",
    Says.ENDED: "end",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step: its sentence, its text, its mark ("still", "end" or none)."""

    words: str
    article: str
    mark: str


@dataclass(frozen=True, slots=True)
class Explained:
    """summary: all of it in a sentence; standing: time stands still now, for want of something of the resident's;
    known: there is a last day all the same; limits: what else must be done by when; awaited: for whose opinion one
    waits now, a sentence each; paused: time stands still for one of them.
    """

    summary: str
    lines: tuple[Line, ...]
    standing: bool
    known: bool
    limits: tuple[Limit, ...] = ()
    awaited: tuple[str, ...] = ()
    paused: bool = False


def explained(case: Case, published: Published, timeline: Sequence[TimelineEntry]) -> Explained | None:
    """The course as it is now, in the active language; None where no law limits the case. No statement."""
    course = recounting.explained(case, published, timeline)
    if course is None:
        return None
    steps = course.steps
    # the day of receipt is said with the délai that runs from it
    if any(step.says is Says.STARTED and step.on == case.received_on for step in steps):
        steps = tuple(step for step in steps if step.says is not Says.RECEIVED)
    said, lines = "", []
    for step in steps:
        article = deadlines.article(step)
        # one text after the other: the same one is not said again and again
        lines.append(Line(deadlines.sentence(step), article if article != said else "", _MARKS.get(step.says, "")))
        said = article or said
    today = clock.today()
    waits = () if case.closed_at else tuple(one for one in course.awaited if one.since <= today <= one.until)
    paused = any(one.suspends for one in waits)
    still = replace(course, standing=course.standing or paused)
    return Explained(
        "" if case.closed_at else deadlines.summary(still),
        tuple(lines),
        course.standing and not case.closed_at,
        course.last_day is not None,
        course.limits,
        tuple(deadlines.awaited_words(one) for one in waits),
        paused,
    )
