"""Memberships: given, ended, listed; invitations sent, accepted, taken back."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from parvis.access.data import RIGHTS, Right, Role
from parvis.access.domain import recording
from parvis.access.models import Invitation, Membership, MembershipEvent
from parvis.identity.api import digest, fresh
from parvis.kernel import clock
from parvis.kernel.ids import new_id

INVITATION_LIFETIME = dt.timedelta(days=7)


def appoint(
    *,
    person_id: uuid.UUID,
    organisation_id: uuid.UUID,
    department_id: uuid.UUID | None,
    role: Role,
    walls: Iterable[uuid.UUID],
    since: dt.date | None = None,
    until: dt.date | None = None,
    quality: str = "",
    by_delegation: bool = False,
    membership_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Give a membership; acts as an administrator of the organisation or as the owner. Dates are inclusive.

    Raises IntegrityError when there is no wall, or a wall of another organisation.
    """
    row = Membership(
        id=membership_id or new_id(),
        person_id=person_id,
        organisation_id=organisation_id,
        department_id=department_id,
        role=Role(role).value,
        walls=sorted(set(walls)),
        since=since or clock.today(),
        until=until,
        quality=quality.strip(),
        by_delegation=by_delegation,
    )
    row.save(force_insert=True)
    recording.record(recording.GIVEN, row)
    return row.id


def ever_served(person_id: uuid.UUID) -> bool:
    """Whether a membership was ever given to the person, ended or not; acts as the person or as the owner."""
    return (
        Membership.objects.filter(person_id=person_id).exists()
        or MembershipEvent.objects.filter(person_id=person_id).exists()
    )


def dismiss(membership_id: uuid.UUID, *, last_day: dt.date) -> bool:
    """End a membership after `last_day`; one that had not begun is deleted. False if it is not there for the actor."""
    row = Membership.objects.filter(id=membership_id).first()
    if row is None:
        return False
    if row.since > last_day:
        if not Membership.objects.filter(id=membership_id).delete()[0]:
            return False
        recording.record(recording.CANCELLED, row)
        return True
    if not Membership.objects.filter(id=membership_id).update(until=last_day):
        return False
    row.until = last_day
    recording.record(recording.ENDED, row)
    return True


def in_force(day: dt.date) -> QuerySet[Membership]:
    """The memberships in force on `day`, of those that the actor sees."""
    return Membership.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with a membership in an organisation of which the acting person holds a wall."""

    membership_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    email: str
    role: Role
    department_id: uuid.UUID | None
    walls: tuple[uuid.UUID, ...]
    since: dt.date
    until: dt.date | None
    quality: str
    by_delegation: bool

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS[self.role]


def colleagues(organisation_id: uuid.UUID, *, department_id: uuid.UUID | None = None) -> list[Colleague]:
    """Who works, will work or worked in an organisation, by name; through the door `access_colleague`. One query."""
    query = (
        "select id, person_id, name, email, role, department_id, walls, since, until, quality, by_delegation from "
        "access_colleague "
        "where organisation_id = %s and (%s::uuid is null or department_id = %s::uuid) order by name, since, id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [organisation_id, department_id, department_id])
        return [
            Colleague(row[0], row[1], row[2], row[3], Role(row[4]), row[5], tuple(row[6]), *row[7:])
            for row in cursor.fetchall()
        ]


def invite(
    *,
    email: str,
    organisation_id: uuid.UUID,
    department_id: uuid.UUID | None,
    role: Role,
    walls: Iterable[uuid.UUID],
    by: uuid.UUID | None,
    until: dt.date | None = None,
    quality: str = "",
    by_delegation: bool = False,
) -> str:
    """Offer a membership to an e-mail address; acts as an administrator. Gives the token of the link to send.

    An older invitation of this address to the organisation is taken back.
    """
    email = email.strip().lower()
    Invitation.objects.filter(email=email, organisation_id=organisation_id).delete()
    token = fresh()
    Invitation.objects.create(
        token_hash=digest(token),
        email=email,
        organisation_id=organisation_id,
        department_id=department_id,
        role=Role(role).value,
        walls=sorted(set(walls)),
        until=until,
        quality=quality.strip(),
        by_delegation=by_delegation,
        invited_by_id=by,
        expires_at=clock.now() + INVITATION_LIFETIME,
    )
    return token


def withdraw(invitation_id: uuid.UUID) -> bool:
    """Take an invitation back. False if it is not there for the actor."""
    return Invitation.objects.filter(id=invitation_id).delete()[0] > 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, to who holds its link."""

    email: str
    organisation_id: uuid.UUID
    role: Role


def offer(token: str) -> Offer | None:
    """What the link offers; None once it was used, taken back or too old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select email, organisation_id, role from access_invitation_read(%s, %s)", [digest(token), clock.now()]
        )
        row = cursor.fetchone()
    return Offer(row[0], row[1], Role(row[2])) if row else None


def accept(token: str, *, person_id: uuid.UUID, email: str) -> uuid.UUID | None:
    """Accept an invitation sent to `email`, the person's confirmed address; single use, also when asked twice at once.

    Gives the membership, which begins today, or None when the link opens nothing for this address.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select access_invitation_accept(%s, %s, %s, %s, %s, %s)",
            [digest(token), email.lower(), person_id, new_id(), clock.today(), clock.now()],
        )
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    recording.record(recording.GIVEN, Membership.objects.get(id=row[0]), by=person_id)
    given: uuid.UUID = row[0]
    return given
