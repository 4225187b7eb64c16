"""What everybody may read: real delays of the last twelve months, where enough requests were answered."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from parvis.figures.data import Period
from parvis.figures.domain import words
from parvis.figures.domain.orders import HALF, NINE_IN_TEN, within
from parvis.figures.domain.periods import last_year
from parvis.figures.models import Delay
from parvis.kernel.clock import PARIS

Key = tuple[uuid.UUID | None, uuid.UUID]


@dataclass
class Answers:
    """Answers by the days that they took, calendar and working; how many had a due day, how many kept it."""

    days: Counter[int] = field(default_factory=Counter)
    working: Counter[int] = field(default_factory=Counter)
    due: int = 0
    in_time: int = 0

    @property
    def number(self) -> int:
        return self.days.total()

    def add(self, other: "Answers") -> None:
        self.days += other.days
        self.working += other.working
        self.due += other.due
        self.in_time += other.in_time


def publishable(counted: Mapping[tuple[uuid.UUID, uuid.UUID], Answers], least: int) -> dict[Key, Answers]:
    """What may be published, by organisation and procedure, and (None) of the whole territory; pure.

    Nothing of fewer than `least` answers, and no share of fewer that had a due day (0 of 0 then). The territory's sum
    leaves out the organisations that are hidden unless they have as many together, and of its share those whose share
    is hidden, so that nobody finds them by taking the published ones away from it.
    """
    found: dict[Key, Answers] = {key: _shared(one, least) for key, one in counted.items() if one.number >= least}
    shown: dict[uuid.UUID, Answers] = defaultdict(Answers)
    hidden: dict[uuid.UUID, Answers] = defaultdict(Answers)
    for (organisation_id, case_type_id), one in counted.items():
        (shown if (organisation_id, case_type_id) in found else hidden)[case_type_id].add(one)
    for case_type_id in {kind for _organisation, kind in counted}:
        total = shown[case_type_id]
        if hidden[case_type_id].number >= least:
            total.add(hidden[case_type_id])
        if total.number >= least:
            found[None, case_type_id] = _less(total, found, case_type_id, least)
    return found


def _shared(one: Answers, least: int) -> Answers:
    return one if one.due >= least else replace(one, due=0, in_time=0)


def _less(total: Answers, found: Mapping[Key, Answers], case_type_id: uuid.UUID, least: int) -> Answers:
    """The territory's sum, its share without the rest that no organisation publishes, where that rest is too few."""
    own = [one for (organisation_id, kind), one in found.items() if kind == case_type_id and organisation_id]
    due, in_time = sum(one.due for one in own), sum(one.in_time for one in own)
    return total if total.due - due >= least else replace(total, due=due, in_time=in_time)


def fewest() -> int:
    """Fewer answers than that are not shown to everybody."""
    return int(settings.PARVIS_FIGURES_FEWEST)


def published_on(day: dt.date) -> bool:
    """Whether the public delays are that day's: once a day is enough, and files made minutes apart, taken one from the
    other, would tell of single answers. One statement.
    """
    made = Delay.objects.aggregate(made=Max("made_at"))["made"]
    return made is not None and made.astimezone(PARIS).date() == day


def publish(*, at: dt.datetime, today: dt.date) -> int:
    """Make the public delays anew, as the timer; how many there are. A visitor reads either the old ones or the new."""
    period = last_year(today)
    counted: dict[tuple[uuid.UUID, uuid.UUID], Answers] = defaultdict(Answers)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('figures publish', 0))")
        cursor.execute("select * from figures_answered(%s, %s)", [period.first, period.last])
        for organisation_id, case_type_id, days, working, answers, due, in_time in cursor.fetchall():
            one = Answers(Counter({days: answers}), Counter({working: answers}), due, in_time)
            counted[organisation_id, case_type_id].add(one)
        found = publishable(counted, fewest())
        in_working_days = words.promising_working_days({case_type_id for _organisation, case_type_id in found})
        cursor.execute("delete from figures_delay")
        Delay.objects.bulk_create(
            _row(key, one, period, working=key[1] in in_working_days, at=at) for key, one in found.items()
        )
    return len(found)


def _row(key: Key, one: Answers, period: Period, *, working: bool, at: dt.datetime) -> Delay:
    counts = one.working if working else one.days
    return Delay(
        organisation_id=key[0],
        case_type_id=key[1],
        first_month=period.first,
        last_month=period.last,
        answers=one.number,
        half=within(counts, HALF) or 0,
        nine=within(counts, NINE_IN_TEN) or 0,
        working=working,
        due=one.due,
        in_time=one.in_time,
        made_at=at,
    )


def of(organisation_id: uuid.UUID | None) -> list[Delay]:
    """The published delays of an organisation, or of the whole territory; most answers first. One statement."""
    return list(Delay.objects.filter(organisation_id=organisation_id).order_by("-answers", "id"))


def of_procedure(organisation_id: uuid.UUID, case_type_id: uuid.UUID) -> Delay | None:
    """The published delay of one procedure in one organisation. One statement."""
    return Delay.objects.filter(organisation_id=organisation_id, case_type_id=case_type_id).first()


def organisations_with(delays: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """The organisations that have published delays of these procedures. One statement."""
    found = Delay.objects.filter(case_type_id__in=list(delays), organisation_id__isnull=False)
    return {one for one in found.values_list("organisation_id", flat=True).distinct() if one is not None}
