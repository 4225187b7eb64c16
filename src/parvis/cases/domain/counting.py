"""Numbers without gaps, and yearly limits that hold when two are decided at once."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from parvis.cases.data import Limit, LimitReached, Remaining
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain.answers import value_at
from parvis.cases.models import Case
from parvis.expressions.api import Program
from parvis.forms.api import read_rna, read_siret
from parvis.kernel.clock import PARIS
from parvis.kernel.ids import new_id

_TAKE = """
    insert into cases_counter (id, organisation_id, series, year, last) values (%s, %s, %s, %s, 1)
    on conflict (organisation_id, series, year) do update set last = cases_counter.last + 1
    returning last
"""


def take(organisation_id: uuid.UUID, series: str, year: int) -> int:
    """The next number of a series: one statement, in the transaction that uses it.

    Invariant: numbers have no gap and are never given twice. The counter's row stays locked until the transaction
    ends: whoever comes next waits, and gets this very number if it rolls back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [new_id(), organisation_id, series, year])
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Association:
    """An association by its numbers: RNA (W and nine characters), SIREN (the first nine figures of its SIRET)."""

    rna: str = ""
    siren: str = ""

    def __bool__(self) -> bool:
        return bool(self.rna or self.siren)

    @classmethod
    def of(cls, answer: Any) -> "Association":
        """The association that an answer of the field type "association" names; its establishments are one."""
        if not isinstance(answer, Mapping):
            return cls()
        rna = "".join(str(answer.get("rna") or "").split()).upper()
        siret = "".join(str(answer.get("siret") or "").split())
        return cls(rna=rna, siren=siret[:9])


@dataclass(frozen=True, slots=True)
class Counted:
    """What of a case counts against a limit: who, and in which calendar year."""

    limit: Limit
    association: Association
    year: int


def concerned(limits: tuple[Limit, ...], answers: Mapping[str, Any], today: dt.date) -> list[Counted]:
    """The limits that concern these answers. The year is that of the event; one that names no association is none's."""
    conditions = Program({limit.id: limit.when for limit in limits if limit.when is not None})
    outcomes = conditions.run({**answers, "today": today.isoformat()})
    found = []
    for limit in limits:
        association = Association.of(value_at(answers, limit.association))
        day = value_at(answers, limit.day)
        if association and isinstance(day, str) and outcomes.get(limit.id, True) is True:
            found.append(Counted(limit, association, int(day[:4])))
    return found


def used(organisation_id: uuid.UUID, counted: Counted) -> int:
    """How many licences the association has in that organisation and year, through the door: residents may ask too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_licences_used(%s, %s, %s, %s, %s)",
            [
                organisation_id,
                counted.limit.id,
                counted.year,
                counted.association.rna,
                counted.association.siren,
            ],
        )
        return int(cursor.fetchone()[0])


def read_association(text: str) -> Association | None:
    """The association that a typed RNA or SIRET number names; None if it is neither."""
    rna = read_rna(text)
    if rna:
        return Association(rna=rna)
    siret, _mend = read_siret(text)
    return Association(siren=siret[:9]) if siret else None


def left(organisation_id: uuid.UUID, limits: tuple[Limit, ...], association: Association, year: int) -> list[Remaining]:
    """What is left of each of `limits` for an association in that year, whatever it asks: one statement each."""
    return [Remaining(limit, year, used(organisation_id, Counted(limit, association, year))) for limit in limits]


def remaining(
    organisation_id: uuid.UUID, definition: CaseTypeDefinition, answers: Mapping[str, Any], *, at: dt.datetime
) -> list[Remaining]:
    """What is left of each limit that concerns these answers, before asking or deciding: one statement each."""
    limits, today = definition.limits, at.astimezone(PARIS).date()
    return [
        Remaining(counted.limit, counted.year, used(organisation_id, counted))
        for counted in concerned(limits, answers, today)
    ]


_LICENSE = """
    insert into cases_licence (id, case_id, wall_id, organisation_id, limit_id, year, rna, siren)
    select %s, %s, %s, %s, %s, %s, %s, %s
     where cases_licences_used(%s, %s, %s, %s, %s) < %s
    returning id
"""


def license_case(case: Case, limits: tuple[Limit, ...], today: dt.date) -> None:
    """Count an accepted case against its limits, in the transaction that accepts it: two statements for each limit.

    Invariant: a limit is never passed, also when two cases are accepted at once: whoever counts holds the lock of
    (organisation, limit, year) until the end of the transaction, so that the next one sees this licence. Raises
    LimitReached.
    """
    for counted in sorted(concerned(limits, case.answers, today), key=lambda item: item.limit.id):
        take(case.organisation_id, f"licence:{counted.limit.id}"[:60], counted.year)
        if not _license(case, counted):
            raise LimitReached(Remaining(counted.limit, counted.year, used(case.organisation_id, counted)))


def free(case: Case, *, at: dt.datetime) -> list[str]:
    """Give back what the case counted against its limits: one statement. The ids of the limits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_licence set freed_at = %s where case_id = %s and freed_at is null returning limit_id",
            [at, case.id],
        )
        return sorted(row[0] for row in cursor.fetchall())


def _license(case: Case, counted: Counted) -> bool:
    """Count and insert in one statement, whose snapshot is taken after the lock. Whether there was room."""
    found = counted.association
    which: list[Any] = [case.organisation_id, counted.limit.id, counted.year, found.rna, found.siren]
    with connection.cursor() as cursor:
        cursor.execute(_LICENSE, [new_id(), case.id, case.wall_id, *which, *which, counted.limit.count])
        return cursor.fetchone() is not None
