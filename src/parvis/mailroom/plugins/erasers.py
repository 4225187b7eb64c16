"""What the mailroom erases of somebody: their letters, and the batches that held them."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.mailroom.domain.erasing import erase_subject, forget_person
from parvis.privacy.registry import Eraser, Extent, erasers


def _subject(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    return erase_subject(wall_id=wall_id, subject_id=subject_id)


erasers.register(
    Eraser(
        "mailroom",
        15,
        ("parvis.mailroom.domain.erasing.erase_subject", "parvis.mailroom.domain.erasing.forget_person"),
        subject=_subject,
        service=forget_person,
        label=_("letters"),
    )
)
