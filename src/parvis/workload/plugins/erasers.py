"""What `workload` erases of somebody who worked here."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.workload.domain import erasing


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erasing.erase_person(person_id)


erasers.register(
    Eraser(
        "workload",
        72,
        ("parvis.workload.domain.erasing.erase_person", "parvis.workload.domain.erasing.erase_service"),
        person=_person,
        service=erasing.erase_service,
        label=_("absences"),
    )
)
activities.register(
    Activity(
        name="32-workload",
        purpose=_("Share the work of a department among its agents, also while some of them are away."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Until their account is deleted."),
        models=("workload",),
    )
)
