"""What `packages` seals: each package that was kept, and why."""

import uuid
from collections.abc import Mapping, Sequence

from parvis.ledger.data import Sealed
from parvis.ledger.registry import SOURCES, Source
from parvis.packages.domain.arriving import SOURCE
from parvis.packages.models import Arrival


def _sealed(refs: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sealed]:
    return {row.id: Sealed(row.payload(), bytes(row.salt)) for row in Arrival.objects.filter(id__in=refs)}


def _after(ref: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
    rows = Arrival.objects.order_by("id")
    if ref is not None:
        rows = rows.filter(id__gt=ref)
    return list(rows.values_list("id", flat=True)[:limit])


SOURCES.register(Source(SOURCE, _sealed, _after))
