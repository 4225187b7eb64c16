"""When a procedure takes requests: opened and closed by hand, on a date, or until its places are taken."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from django.db import connection, transaction

from parvis.cases import api as cases
from parvis.cases.data import Actor, Channel, Submitted
from parvis.procedures.data import Availability, NotOpen, Stage
from parvis.procedures.models import Procedure

_PLAN = (
    "select is_open, opens_at, closes_at, quota from procedures_procedure"
    " where case_type_id = %s and organisation_id = %s"
)
#: locks the row until the submission is committed; asked only where there is a number of places
_TAKE = (
    "update procedures_procedure set taken = taken + 1"
    " where case_type_id = %s and organisation_id = %s and quota is not null returning taken > quota"
)
#: how requests come that people send by themselves, or a programme for them: what an agent enters came in time
_ONLINE = frozenset({Channel.WEB, Channel.API})


class Draft(Protocol):
    """What is asked of a draft that is submitted."""

    id: uuid.UUID
    revision_id: uuid.UUID
    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    channel: str


def stage(row: Procedure | Availability, now: dt.datetime) -> Stage:
    """What may be asked of a procedure at a moment; what was closed by hand stays closed whatever its dates."""
    if not row.is_open:
        return Stage.CLOSED
    if row.closes_at is not None and now >= row.closes_at:
        return Stage.AFTER
    if row.opens_at is not None and now < row.opens_at:
        return Stage.BEFORE
    if row.quota is not None and row.taken >= row.quota:
        return Stage.FULL
    return Stage.OPEN


def submit(
    draft: Draft,
    *,
    by: Actor,
    at: dt.datetime,
    told: Sequence[str] = (),
    subject_of: Mapping[uuid.UUID, uuid.UUID] = MappingProxyType({}),
) -> Submitted:
    """Submit a draft (`cases.submit`) where its procedure takes requests: one statement more, two where places are
    counted.

    Two that ask for the last place wait for each other: the second is refused and its draft stays. While it is closed
    only agents submit, for what came to them otherwise. Raises NotOpen, and what `cases.submit` raises.
    """
    place = [draft.case_type_id, draft.organisation_id]
    with transaction.atomic():
        done: Submitted = cases.submit(
            draft.id, by=by, at=at, told=told, subject_of=subject_of, revision_id=draft.revision_id
        )
        if not done.created:
            return done
        with connection.cursor() as cursor:
            cursor.execute(_PLAN, place)
            found = cursor.fetchone()
            if found is None:
                return done
            is_open, opens_at, closes_at, quota = found
            now = stage(Availability(is_open, opens_at, closes_at), at)
            if now is not Stage.OPEN and draft.channel in _ONLINE:
                raise NotOpen(now)
            if quota is not None:
                cursor.execute(_TAKE, place)
                if cursor.fetchone()[0]:
                    raise NotOpen(Stage.FULL)
    return done


def of(organisation_id: uuid.UUID, slug: str) -> Availability:
    """When a procedure of an organisation takes requests. Raises LookupError."""
    row = Procedure.objects.filter(organisation_id=organisation_id, slug=slug).first()
    if row is None:
        raise LookupError(slug)
    return availability(row)


def stage_of(organisation_id: uuid.UUID, slug: str, now: dt.datetime) -> Stage:
    """What may be asked at a moment of a procedure of an organisation. Raises LookupError."""
    return stage(of(organisation_id, slug), now)


def availability(row: Procedure) -> Availability:
    return Availability(
        is_open=row.is_open,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        quota=row.quota,
        taken=row.taken,
        said={Stage(when): text for when, text in row.said.items()},
    )


def plan(
    organisation_id: uuid.UUID,
    slug: str,
    *,
    is_open: bool,
    opens_at: dt.datetime | None,
    closes_at: dt.datetime | None,
    quota: int | None,
    said: Mapping[Stage, Mapping[str, str]],
    anew: bool = False,
) -> None:
    """Set when a procedure takes requests, how many, and what is said when it does not.

    anew: count the places from nothing. A number of places that there was not before counts from nothing too. Raises
    LookupError.
    """
    with transaction.atomic():
        row = Procedure.objects.select_for_update().filter(organisation_id=organisation_id, slug=slug).first()
        if row is None:
            raise LookupError(slug)
        changed: dict[str, Any] = {
            "is_open": is_open,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "said": {when.value: dict(text) for when, text in said.items() if text},
        }
        if anew or (quota is not None and row.quota is None):
            changed["taken"] = 0
        Procedure.objects.filter(id=row.id).update(quota=quota, **changed)
