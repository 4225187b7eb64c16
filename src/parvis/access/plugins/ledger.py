"""What `access` seals: every change of a membership, and whether today's memberships are those that were given."""

import uuid
from collections.abc import Iterator, Mapping, Sequence

from parvis.access.domain.recording import CANCELLED, SOURCE, snapshot
from parvis.access.models import Membership, MembershipEvent
from parvis.ledger.data import Fault, Problem, Sealed
from parvis.ledger.registry import SOURCES, Source


def _sealed(refs: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sealed]:
    rows = MembershipEvent.objects.filter(id__in=refs)
    return {row.id: Sealed(row.payload(), bytes(row.salt)) for row in rows}


def _after(ref: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
    rows = MembershipEvent.objects.order_by("id")
    if ref is not None:
        rows = rows.filter(id__gt=ref)
    return list(rows.values_list("id", flat=True)[:limit])


def _unlike() -> Iterator[Problem]:
    """Memberships that nobody gave, or that say something else than their last event: written past every operation.

    The department may be missing: it is cleared when a department is deleted.
    """
    stated = {event.membership_id: event for event in MembershipEvent.objects.order_by("id").iterator(chunk_size=2000)}
    for row in Membership.objects.order_by("id").iterator(chunk_size=2000):
        event = stated.get(row.id)
        if event is None or event.kind == CANCELLED:
            yield Problem(Fault.UNRECORDED, f"{SOURCE}: a membership that nobody gave", None, row.id)
            continue
        found = snapshot(row)
        if found["department"] is None:
            found["department"] = event.data["department"]
        if (found, row.person_id, row.organisation_id) != (event.data, event.person_id, event.organisation_id):
            yield Problem(
                Fault.SOURCE_CHANGED, f"{SOURCE}: the membership is not what was given or ended", None, row.id
            )


SOURCES.register(Source(SOURCE, _sealed, _after, inspect=_unlike))
