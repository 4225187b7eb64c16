"""What bulk erases of somebody who had an account: the runs that they asked for."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.bulk.domain.erasing import erase_person
from parvis.privacy.registry import Activity, Eraser, activities, erasers


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erase_person(person_id)


erasers.register(
    Eraser("bulk", 72, ("parvis.bulk.domain.erasing.erase_person",), person=_person, label=_("acts on many requests"))
)
activities.register(
    Activity(
        name="32-bulk",
        purpose=_("Let agents do the same thing to many requests, and know what became of each."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("A month after it was asked for."),
        models=("bulk",),
    )
)
