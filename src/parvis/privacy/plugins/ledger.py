"""What privacy seals: each erasure that was done, never whose."""

import uuid
from collections.abc import Mapping, Sequence

from parvis.ledger.data import Sealed
from parvis.ledger.registry import SOURCES, Source
from parvis.privacy.domain.requests import SOURCE
from parvis.privacy.models import Erasure, State


def _sealed(refs: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sealed]:
    rows = Erasure.objects.filter(id__in=refs, state=State.DONE)
    return {row.id: Sealed(row.payload(), bytes(row.salt)) for row in rows}


def _after(ref: uuid.UUID | None, limit: int) -> Sequence[uuid.UUID]:
    rows = Erasure.objects.filter(state=State.DONE).order_by("id")
    if ref is not None:
        rows = rows.filter(id__gt=ref)
    return list(rows.values_list("id", flat=True)[:limit])


SOURCES.register(Source(SOURCE, _sealed, _after))
