"""Where drafts go on: the pages in which they are filled in."""

import uuid

from django.urls import reverse

from parvis.cases.registry import DraftDoors, draft_doors


def _resume(draft_id: uuid.UUID) -> str:
    return reverse("procedures:resume", args=[draft_id])


def _discard(draft_id: uuid.UUID) -> str:
    return reverse("procedures:discard", args=[draft_id])


draft_doors.register(DraftDoors("procedures", _resume, _discard))
