"""What `documents` erases of somebody."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.documents.domain.erasing import erase_subject
from parvis.privacy.registry import Eraser, Extent, erasers


def _subject(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    return erase_subject(wall_id=wall_id, subject_id=subject_id)


erasers.register(
    Eraser(
        "documents",
        20,
        ("parvis.documents.domain.erasing.erase_subject",),
        subject=_subject,
        label=_("documents"),
    )
)
