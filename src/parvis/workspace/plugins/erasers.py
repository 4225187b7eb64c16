"""What the workspace erases of somebody who had an account: the views that they kept."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.workspace.domain import pressing
from parvis.workspace.domain.keeping import erase_person


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erase_person(person_id) + pressing.erase_person(person_id)


erasers.register(
    Eraser(
        "workspace",
        70,
        ("parvis.workspace.domain.keeping.erase_person", "parvis.workspace.domain.pressing.erase_person"),
        person=_person,
        label=_("views"),
    )
)
activities.register(
    Activity(
        name="31-views",
        purpose=_("Let agents keep the lists that they work with."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Until they delete them, or their account is."),
        models=("workspace",),
    )
)
