"""What `studio` erases of somebody who worked here."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.studio.domain import erasing


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erasing.erase_person(person_id)


erasers.register(
    Eraser(
        "studio",
        73,
        ("parvis.studio.domain.erasing.erase_person", "parvis.studio.domain.erasing.erase_service"),
        person=_person,
        service=erasing.erase_service,
        label=_("procedures being changed"),
    )
)
activities.register(
    Activity(
        name="33-studio",
        purpose=_("Know who changes a procedure, and who published it."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Until their account is deleted."),
        models=("studio",),
    )
)
