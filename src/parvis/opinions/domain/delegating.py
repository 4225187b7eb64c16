"""Delegations: for a time, somebody approves in the place of another. Absences do so by themselves (`workload`)."""

import datetime as dt
import uuid

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.access.api import colleagues
from parvis.access.data import Right
from parvis.kernel import clock
from parvis.opinions.data import Refused
from parvis.opinions.models import Delegation

LONGEST = dt.timedelta(days=366)


def people(organisation_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Who handles cases in an organisation today, by name. One statement."""
    today = clock.today()
    return {
        one.person_id: one.name
        for one in colleagues(organisation_id)
        if Right.HANDLE_CASES in one.rights and one.since <= today and (one.until is None or one.until >= today)
    }


def coming(organisation_id: uuid.UUID, person_id: uuid.UUID) -> list[Delegation]:
    """The delegations from and to somebody that are not over. One statement."""
    mine = Q(person_id=person_id) | Q(to_person_id=person_id)
    found = Delegation.objects.filter(mine, organisation_id=organisation_id, last_day__gte=clock.today())
    return list(found.order_by("first_day", "id"))


def give(
    organisation_id: uuid.UUID,
    to: uuid.UUID,
    first_day: dt.date,
    last_day: dt.date,
    *,
    by: uuid.UUID,
    at: dt.datetime,
) -> Delegation:
    """Let a colleague approve in one's place, both days included. Raises Refused."""
    today = clock.today()
    if last_day < first_day:
        raise Refused(_("The last day comes before the first"), "last_day")
    if last_day < today:
        raise Refused(_("These days are past"), "last_day")
    if last_day - first_day > LONGEST or first_day - today > LONGEST:
        raise Refused(_("Enter a year ahead at most"), "last_day")
    if to == by or to not in people(organisation_id):
        raise Refused(_("Choose a colleague of the list"), "to")
    with connection.cursor() as cursor:  # two at once would both find none
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"opinions.delegation:{by}"])
    same = Delegation.objects.filter(person_id=by, to_person_id=to, last_day__gte=first_day, first_day__lte=last_day)
    if same.exists():
        raise Refused(_("They have a delegation on one of these days already"), "first_day")
    row = Delegation(
        organisation_id=organisation_id,
        person_id=by,
        to_person_id=to,
        first_day=first_day,
        last_day=last_day,
        given_at=at,
    )
    row.save(force_insert=True)
    return row


def end(delegation_id: uuid.UUID, *, by: uuid.UUID) -> bool:
    """Take a delegation back: from today on it is none. False where it is not one's own."""
    today = clock.today()
    mine = Delegation.objects.filter(id=delegation_id, person_id=by)
    row = mine.first()
    if row is None:
        return False
    if row.first_day >= today:
        return bool(mine.delete()[0])
    return bool(mine.update(last_day=today - dt.timedelta(days=1)))
