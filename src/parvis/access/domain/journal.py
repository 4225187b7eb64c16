"""Consultations and refusals: written in the request's transaction, forgotten after a year."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from django.db import connection, models
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import get_object_or_404

from parvis.access.models import Consultation, Refusal
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.reach import current

RETENTION = dt.timedelta(days=365)
M = TypeVar("M", bound=models.Model)
log = structlog.get_logger("parvis.access")


class Missing(Http404):
    """What was asked for is not there, or not for this person: the answer is the same, the attempt is written down."""

    def __init__(self, kind: str, sought: object) -> None:
        super().__init__(kind)
        self.kind, self.sought = kind, str(sought)


def fetch_or_missing(queryset: models.QuerySet[M], kind: str, **lookup: Any) -> M:
    """The one row that `lookup` finds inside the acting person's walls. Raises Missing otherwise.

    The gate through which views fetch what lies behind walls: "missing" and "forbidden" answer alike (style: one
    gate). kind: what it is, in the glossary's word ("case"). The attempt is logged by the request's middleware.
    """
    try:
        return get_object_or_404(queryset, **lookup)
    except Missing:
        raise
    except Http404 as error:
        raise Missing(kind, next(iter(lookup.values()), "")) from error


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague who opened the same thing in the last minutes; `at`: when last."""

    person_id: uuid.UUID
    name: str
    at: dt.datetime


#: for so long after they opened something, colleagues are told that somebody has it open
LATELY = dt.timedelta(minutes=10)

_LATELY = "select person_id, name, at from access_seen_lately(%s, %s, %s)"
_LOOK = """
    with looked as (
        insert into access_consultation (id, wall_id, person_id, kind, object_id, at, expires_at)
        select * from unnest(%s::uuid[], %s::uuid[]) as wall (id, wall_id),
               (values (%s::uuid, %s, %s::uuid, %s::timestamptz, %s::timestamptz)) as what
    ) select person_id, name, at from access_seen_lately(%s, %s, %s)
"""


def log_consultation(
    *, kind: str, object_id: uuid.UUID, wall_id: uuid.UUID, also: tuple[uuid.UUID, ...] = ()
) -> list[Present]:
    """Write down that the acting person opened something behind a wall (and `also` behind others, for what is lent to
    them); kept for a year. Gives the colleagues who opened it in the last minutes. One statement.

    Raises RuntimeError outside of `acting`, or when nobody acts.
    """
    reach = current()
    if reach is None or reach.person is None:
        raise RuntimeError("a consultation needs an acting person")
    now, walls = clock.now(), list(dict.fromkeys((wall_id, *also)))
    looked = [[new_id() for _ in walls], walls, reach.person, kind, object_id, now, now + RETENTION]
    return _present(_LOOK, [*looked, kind, object_id, now - LATELY])


_READ = """
    insert into access_consultation (id, wall_id, person_id, kind, object_id, at, expires_at)
    select id, wall_id, %s, %s, object_id, %s, %s
      from unnest(%s::uuid[], %s::uuid[], %s::uuid[]) as one (id, wall_id, object_id)
"""


def log_consultations(*, kind: str, found: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Write down that the acting person opened several things at once: (object, wall) each. One statement.

    Raises RuntimeError outside of `acting`, or when nobody acts.
    """
    reach = current()
    if reach is None or reach.person is None:
        raise RuntimeError("a consultation needs an acting person")
    now, ids = clock.now(), [new_id() for _ in found]
    with connection.cursor() as cursor:
        walls, objects = [wall for _, wall in found], [ident for ident, _ in found]
        cursor.execute(_READ, [reach.person, kind, now, now + RETENTION, ids, walls, objects])


def present(*, kind: str, object_id: uuid.UUID) -> list[Present]:
    """The colleagues who opened a thing in the last minutes, the latest first, without writing anything down."""
    return _present(_LATELY, [kind, object_id, clock.now() - LATELY])


def _present(query: str, values: list[Any]) -> list[Present]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [Present(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Consulted:
    """Who opened a thing, how many times, when last."""

    person_id: uuid.UUID
    times: int
    last: dt.datetime


def consultations(kind: str, object_id: uuid.UUID) -> list[Consulted]:
    """Who opened a thing, latest first; acts as "protection" inside its wall (others read their own). One query."""
    rows = (
        Consultation.objects.filter(kind=kind, object_id=object_id)
        .order_by()
        .values("person_id")
        .annotate(times=Count("id"), last=Max("at"))
        .order_by("-last", "person_id")
    )
    return [Consulted(**row) for row in rows]


def log_refusal(*, person_id: uuid.UUID, kind: str, sought: str, path: str, organisation_id: uuid.UUID | None) -> None:
    """Write down an attempt at what is not there for this person; acts as that person."""
    now = clock.now()
    # What was sought stays behind the walls: paths carry references and secrets, and logs are kept elsewhere.
    log.warning("access.refused", person=str(person_id), kind=kind)
    Refusal.objects.create(
        person_id=person_id,
        organisation_id=organisation_id,
        kind=kind[:40],
        sought=sought[:200],
        path=path[:300],
        at=now,
        expires_at=now + RETENTION,
    )
