"""What is counted: which stock a case asks of, what is left of it, taking and freeing without ever taking too much."""

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from parvis.cases.data import Full, Overlap, ResourceState
from parvis.cases.definition_resources import KeyPart, Resource
from parvis.cases.domain.answers import value_at
from parvis.cases.models import Allotment, Case
from parvis.kernel.clock import PARIS
from parvis.kernel.ids import new_id

#: as many overlapping permits as an agent looks through
MOST_OVERLAPS = 20
_NUMBER = re.compile(
    r"^\s*\d+\s*(?:bis|ter|quater|[a-d])?\b(?:\s*(?:[-–,/]|à|et)\s*\d+\s*(?:bis|ter|quater|[a-d])?\b)*[\s,]*", re.I
)
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a case takes of one stock. key, label: which one; starts_at, ends_at: from when until when, or for good."""

    resource: Resource
    key: str
    label: str
    amount: int
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


class Unclaimed(Exception):
    """A claim that lacks something: `paths` name the answers that say nothing."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


def compared(text: str) -> str:
    """A text as keys compare it: without accents, capitals or punctuation."""
    bare = unicodedata.normalize("NFKD", text)
    letters = "".join(character for character in bare if not unicodedata.combining(character)).casefold()
    return _OTHER.sub(" ", letters).strip()


def read_part(part: KeyPart, text: str) -> str:
    """The text of one part of a key: of an address in a street, the street alone."""
    return _NUMBER.sub("", text, count=1).strip() if part.read == "street" else text.strip()


def key_of(texts: Iterable[str]) -> str:
    """The key that these parts make. Two ways of writing one street are one key."""
    return "|".join(compared(text) for text in texts)[:400]


def claim(resource: Resource, answers: Mapping[str, Any], said: Mapping[str, Any], shown: Mapping[str, str]) -> Claim:
    """What these answers claim. said: what the agent says with the transition, which goes before the answers.

    shown: how answers read, for the label (`papers.facts`; of what was said, under `said.`). Raises Unclaimed.
    """
    missing, texts = [], []
    for part in resource.key:
        text = _text(part.of, answers, said, shown)
        texts.append(read_part(part, text))
        if not compared(texts[-1]):
            missing.append(part.of)
    amount = resource.amount if isinstance(resource.amount, int) else _at(resource.amount, answers, said)
    if not isinstance(amount, int) or amount < 1:
        missing.append(str(resource.amount))
        amount = 1
    starts = ends = None
    if resource.period:
        starts = _moment(_at(resource.period.start, answers, said), last=False)
        ends = _moment(_at(resource.period.end, answers, said), last=True)
        missing += [path for path, at in ((resource.period.start, starts), (resource.period.end, ends)) if at is None]
        if starts and ends and ends <= starts:
            missing.append(resource.period.end)
    if missing:
        raise Unclaimed(missing)
    return Claim(resource, key_of(texts), " · ".join(texts)[:400], amount, starts, ends)


def _at(path: str, answers: Mapping[str, Any], said: Mapping[str, Any]) -> Any:
    found = value_at(said, path)
    return value_at(answers, path) if found in (None, "") else found


def _text(path: str, answers: Mapping[str, Any], said: Mapping[str, Any], shown: Mapping[str, str]) -> str:
    if value_at(said, path) not in (None, ""):
        return shown.get(f"said.{path}") or str(value_at(said, path))
    value = value_at(answers, path)
    return shown.get(path) or (str(value) if isinstance(value, str | int) else "")


def _moment(value: Any, *, last: bool) -> dt.datetime | None:
    """A date is the beginning of its day, and as a last day its end; a moment is itself."""
    if not isinstance(value, str) or not value:
        return None
    if len(value) == 10:
        day = dt.date.fromisoformat(value) + dt.timedelta(days=int(last))
        return dt.datetime.combine(day, dt.time(), PARIS)
    moment = dt.datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


_LOCK = "select stock, most from cases_stock_hold(%s, %s, %s, %s, %s)"

_TAKE = """
    insert into cases_allotment
           (id, case_id, wall_id, subject_id, stock_id, resource, amount, starts_at, ends_at, allotted_at)
    select %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
     where cases_stock_peak(%s, %s, %s, %s) + %s <= %s
    returning id
"""


def lock(case: Case, found: Claim) -> tuple[uuid.UUID, int | None]:
    """The stock's id and capacity, its row locked until the transaction ends; made at first need.

    It is that of the case's own organisation, also for agents to whom the case is lent (a door of the database).
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [new_id(), case.id, found.resource.id, found.key, found.label])
        stock_id, capacity = cursor.fetchone()
        return stock_id, capacity


def lock_in_order(case: Case, claims: Iterable[Claim]) -> None:
    """Lock the stocks of several claims, by resource and key: a statement each.

    Whatever order two transitions take them in, nobody ever waits for somebody who waits for them.
    """
    for found in sorted(claims, key=lambda one: (one.resource.id, one.key)):
        lock(case, found)


def allot(case: Case, found: Claim, *, at: dt.datetime) -> None:
    """Take what the case claims, in the transaction that accepts it: three statements.

    Invariant: what is taken of a stock is at no moment more than its capacity, also when two agents accept at once.
    Whoever takes holds the lock of the stock until the end of the transaction; the sum is taken in the statement that
    inserts, whose snapshot comes after the lock. What the case took before of the same resource is given back first.
    Raises Full.
    """
    free(case, at=at, resource=found.resource.id)
    stock_id, capacity = lock(case, found)
    most = found.resource.default if capacity is None else capacity
    which = [stock_id, found.starts_at, found.ends_at, case.id]
    with connection.cursor() as cursor:
        if most is not None:
            row: list[Any] = [
                new_id(),
                case.id,
                case.wall_id,
                case.subject_id,
                stock_id,
                found.resource.id,
                found.amount,
            ]
            cursor.execute(_TAKE, [*row, found.starts_at, found.ends_at, at, *which, found.amount, most])
            if cursor.fetchone():
                return
        cursor.execute("select cases_stock_peak(%s, %s, %s, %s)", which)
        used = int(cursor.fetchone()[0])
    raise Full(found.resource, found.label, amount=found.amount, used=used, capacity=most)


def free(case: Case, *, at: dt.datetime, resource: str | None = None) -> list[str]:
    """Give back what the case took (of one resource, or of all): one statement. The ids of what was given back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_allotment set freed_at = %s where case_id = %s and freed_at is null"
            " and resource = coalesce(%s, resource) returning resource",
            [at, case.id, resource],
        )
        return sorted(row[0] for row in cursor.fetchall())


_STATES = """
    select asked.place, counted.capacity,
           case when counted.id is null then 0
                else cases_stock_peak(counted.id, asked.starts_at, asked.ends_at, %s) end,
           exists (select from cases_allotment as own
                    where own.case_id = %s and own.resource = asked.resource and own.freed_at is null),
           other.reference, other.amount, other.starts_at, other.ends_at
      from unnest(%s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
           with ordinality as asked (resource, key, starts_at, ends_at, place)
      left join lateral cases_stock_asked(%s, asked.resource, asked.key) as counted on true
      left join lateral (
            select taken.amount, taken.starts_at, taken.ends_at, found.reference
              from cases_allotment as taken left join cases_case as found on found.id = taken.case_id
             where taken.stock_id = counted.id and taken.freed_at is null and taken.case_id <> %s
               and asked.starts_at is not null
               and tstzrange(taken.starts_at, taken.ends_at) && tstzrange(asked.starts_at, asked.ends_at)
             order by taken.starts_at, taken.id limit %s
           ) as other on true
     order by asked.place, other.starts_at
"""


def states(case: Case, claims: list[Claim]) -> list[ResourceState]:
    """What is taken and left of what the case claims, and the permits that overlap with it: one statement for all.

    Another case is named by its reference where the acting agent may see it, and by nothing elsewhere.
    """
    if not claims:
        return []
    columns: list[list[Any]] = [
        [found.resource.id for found in claims],
        [found.key for found in claims],
        [found.starts_at for found in claims],
        [found.ends_at for found in claims],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [case.id, case.id, *columns, case.id, case.id, MOST_OVERLAPS])
        rows = cursor.fetchall()
    found_states = []
    for place, found in enumerate(claims, 1):
        own = [row for row in rows if row[0] == place]
        capacity = found.resource.default if own[0][1] is None else own[0][1]
        overlaps = tuple(
            Overlap(row[4] or "", row[5], row[6].astimezone(PARIS), row[7].astimezone(PARIS))
            for row in own
            if row[5] is not None and row[6] is not None
        )
        found_states.append(
            ResourceState(
                found.resource,
                found.label,
                amount=found.amount,
                used=own[0][2],
                capacity=capacity,
                held=own[0][3],
                starts_at=found.starts_at,
                ends_at=found.ends_at,
                overlaps=overlaps,
            )
        )
    return found_states


def held(case: Case) -> list[Allotment]:
    """What the case holds now."""
    return list(Allotment.objects.filter(case=case, freed_at=None).select_related("stock").order_by("resource"))
