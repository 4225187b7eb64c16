"""What `notifications` erases of somebody: what was sent to them, and how they wanted to be told."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.notifications.domain import erasing
from parvis.privacy.registry import Eraser, Extent, erasers


def _subject(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    return erasing.erase_subject(wall_id=wall_id, subject_id=subject_id)


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erasing.erase_person(person_id) + (erasing.erase_address(email) if email else 0)


erasers.register(
    Eraser(
        "notifications",
        30,
        (
            "parvis.notifications.domain.erasing.erase_subject",
            "parvis.notifications.domain.erasing.erase_person",
        ),
        subject=_subject,
        person=_person,
        label=_("messages sent"),
    )
)
