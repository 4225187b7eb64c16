"""Memberships in the record: whoever gave, ended or took back a right to open cases has to have done so in sight."""

import uuid
from typing import Any

from parvis.access.models import Membership, MembershipEvent
from parvis.kernel import clock, reach
from parvis.kernel.ids import new_id
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal

SOURCE = "access.membership"
GIVEN, ENDED, CANCELLED = "given", "ended", "cancelled"


def snapshot(row: Membership) -> dict[str, Any]:
    """A membership as the record keeps it: dates and ids as text."""
    return {
        "by_delegation": row.by_delegation,
        "department": str(row.department_id) if row.department_id else None,
        "quality": row.quality,
        "role": row.role,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "walls": sorted(str(wall) for wall in row.walls),
    }


def record(kind: str, row: Membership, *, by: uuid.UUID | None = None) -> None:
    """Write down what was just done to a membership, in the same transaction: two statements.

    by: who did it, where the acting reach does not say (an account that was made a moment ago).
    """
    acting = reach.current()
    event = MembershipEvent(
        id=new_id(),
        membership_id=row.id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        kind=kind,
        at=clock.now(),
        by=by or (acting.person if acting else None),
        data=snapshot(row),
        salt=ledger.new_salt(),
    )
    event.save(force_insert=True)
    ledger.record([Seal(SOURCE, event.id, kind, event.at, event.payload(), bytes(event.salt))])


def erase(person_id: uuid.UUID) -> int:
    """Delete what is kept of a person's memberships, and state in the record that it was; acts as the owner."""
    found = list(MembershipEvent.objects.filter(person_id=person_id).values_list("id", flat=True))
    ledger.erased(SOURCE, found, at=clock.now())
    return MembershipEvent.objects.filter(id__in=found).delete()[0]
