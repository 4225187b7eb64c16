"""The marker where a sent request is followed by several, or goes on in other hands."""

import datetime as dt
import uuid

from parvis.access.models import Guest
from parvis.cases.models import Case, Share


def plant(case: Case, draft_id: uuid.UUID, person_id: uuid.UUID, mark: str, now: dt.datetime) -> None:
    """Somebody invited to a draft and to a request, a guest, a holder. Acts as the owner."""
    Share.objects.create(
        draft_id=draft_id,
        email=f"{mark}@courriel.example",
        language="fr",
        invited_by=mark,
        invited_at=now,
        expires_at=now,
        name=mark,
    )
    Share.objects.create(
        case_id=case.id,
        wall_id=case.wall_id,
        subject_id=case.subject_id,
        email=f"{mark}2@courriel.example",
        language="fr",
        invited_by=mark,
        invited_at=now,
        expires_at=now,
        name=mark,
    )
    Guest.objects.create(wall_id=case.wall_id, subject_id=case.subject_id, person_id=person_id)
    Case.objects.filter(id=case.id).update(holder={"name": mark, "email": f"{mark}@courriel.example"})
