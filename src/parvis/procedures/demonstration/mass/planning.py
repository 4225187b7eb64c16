"""Which requests there are: where, when, what happens to each, under which numbers. Everything that must be unique or
without gap is given out here, by one process; the rest is drawn where the rows are made.
"""

import datetime as dt
import random
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parvis.cases.api import bringing
from parvis.kernel.clock import PARIS
from parvis.procedures.demonstration.mass.courses import COURSES, Course

#: of a hundred requests, how many go where (INSEE); what is left is spread over the other communes
SHARES = {"59183": 40, "59271": 20, "59273": 1}
#: of the requests of one organisation, by procedure; what an organisation does not offer counts for nothing
_PROCEDURES = {
    "acte-de-naissance": 35,
    "carte-stationnement-resident": 20,
    "inscription-scolaire": 15,
    "stationnement-demenagement": 12,
    "buvette-temporaire": 10,
    "attestation-accueil": 8,
}
YEARS = 5
#: requests of these days may still be open; older ones are all but a few at their end
_RECENT = dt.timedelta(days=45)
CHANNELS = ("web",) * 14 + ("counter",) * 3 + ("phone",) * 2 + ("post",)
_DAY, _HOUR = 86_400, 3_600
#: codes are given out in an order that looks like none; odd, so that all of them come once
_STRIDE = 15_485_863


@dataclass(frozen=True, slots=True)
class Plan:
    """One request: indexes of its place and course, moments in seconds since 1970, what is its own."""

    place: int
    course: int
    moments: tuple[int, ...]
    code: int
    number: int | None
    first: int


@dataclass
class Planner:
    """Gives out requests in the order of their submission. taken: codes that an organisation's year has already, by
    (prefix, year); counters: the last number given, by (organisation, series, year); first: the record's next place.
    """

    places: Sequence[bringing.Place]
    insee: Sequence[str]
    seed: int
    now: dt.datetime
    taken: Mapping[tuple[str, int], set[int]]
    counters: dict[tuple[str, str, int], int]
    first: int
    _codes: dict[tuple[str, int], int] = field(default_factory=dict)

    def batches(self, number: int, size: int) -> Iterator[list[Plan]]:
        """`number` requests in lists of `size`."""
        draw = random.Random(f"plan {self.seed}")  # noqa: S311 - plausible, not secret
        weights = self._weights()
        chosen = iter(draw.choices(range(len(self.places)), weights=weights, k=number))
        end = int(self.now.timestamp()) - 2 * _HOUR
        span = YEARS * 365 * _DAY
        batch: list[Plan] = []
        for index, place in enumerate(chosen):
            at = end - span + span * (index + 1) // number
            batch.append(self._plan(draw, place, at, end))
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch

    def _weights(self) -> list[float]:
        """One for each place: the organisation's share, spread over what it offers."""
        others = {one for one in self.insee if one not in SHARES}
        left = (100 - sum(SHARES.values())) / max(1, len(others))
        offered: dict[str, int] = {}
        for insee, place in zip(self.insee, self.places, strict=True):
            offered[insee] = offered.get(insee, 0) + _PROCEDURES[place.slug]
        return [
            SHARES.get(insee, left) * _PROCEDURES[place.slug] / offered[insee]
            for insee, place in zip(self.insee, self.places, strict=True)
        ]

    def _plan(self, draw: random.Random, index: int, at: int, end: int) -> Plan:
        place = self.places[index]
        # by day, mostly in the evening as residents do; the last two days stay as they come
        if end - at > 2 * _DAY:
            at = at - at % _DAY + int(draw.triangular(6, 22, 17) * _HOUR) + draw.randrange(_HOUR)
        number = self._course(draw, place.slug, end - at)
        course = COURSES[place.slug][number]
        moments = self._moments(draw, course, at)
        year = dt.datetime.fromtimestamp(at, PARIS).year
        first = self.first
        self.first += bringing.entries(place.revision_id, course.acts)
        return Plan(index, number, moments, self._code(place.prefix, year), self._number(place, course, moments), first)

    def _course(self, draw: random.Random, slug: str, age: int) -> int:
        recent = age < _RECENT.total_seconds()
        # every act takes at most half as long again as its course says, and two days for a weekend
        fitting = [
            (place, one.weight)
            for place, one in enumerate(COURSES[slug])
            if (one.open if recent else not one.open) and _longest(one) < age
        ]
        if not fitting:
            return next(place for place, one in enumerate(COURSES[slug]) if not one.acts)
        return int(draw.choices([place for place, _ in fitting], [weight for _, weight in fitting])[0])

    def _moments(self, draw: random.Random, course: Course, at: int) -> tuple[int, ...]:
        found = [at]
        for act in course.acts:
            at += int(act.hours * _HOUR * draw.uniform(0.5, 1.5)) + 60
            if act.by != "resident":
                weekday = (at // _DAY + 3) % 7
                at += (7 - weekday) * _DAY if weekday > 4 else 0
            found.append(at)
        return tuple(found)

    def _code(self, prefix: str, year: int) -> int:
        """A code that nobody has in that organisation and year."""
        key = (prefix, year)
        taken: Collection[int] = self.taken.get(key, ())
        while True:
            place = self._codes.get(key) or zlib.crc32(f"{key} {self.seed}".encode())
            self._codes[key] = place + 1
            code: int = place * _STRIDE % bringing.CODES
            if code not in taken:
                return code

    def _number(self, place: bringing.Place, course: Course, moments: tuple[int, ...]) -> int | None:
        """The next number of the decision's series in the year of its day; None where it takes none."""
        series = bringing.series(place.revision_id, course.acts)
        if not series:
            return None
        year = dt.datetime.fromtimestamp(moments[-1], PARIS).year
        key = (str(place.organisation_id), series, year)
        self.counters[key] = self.counters.get(key, 0) + 1
        return self.counters[key]


def _longest(course: Course) -> int:
    return sum(int(act.hours * 1.5 * _HOUR) + 60 + 2 * _DAY for act in course.acts)
