"""What `opinions` erases of somebody, and why it holds data of people."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.opinions.domain import erasing
from parvis.privacy.registry import Activity, Eraser, Extent, activities, erasers


def _subject(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    return erasing.erase_case(wall_id=wall_id, subject_id=subject_id)


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erasing.erase_person(person_id)


erasers.register(
    Eraser(
        "opinions",
        9,
        (
            "parvis.opinions.domain.erasing.erase_case",
            "parvis.opinions.domain.erasing.erase_person",
        ),
        subject=_subject,
        person=_person,
        service=erasing.erase_service,
        label=_("opinions and approvals"),
    )
)
activities.register(
    Activity(
        name="14-opinions",
        purpose=_("Ask experts for their opinion about your request, and have its steps approved."),
        ground=_("Task in the public interest and legal obligations of the authority (GDPR, article 6(1)(e) and (c))."),
        kept=_("As long as the request that they are about. Experts see what was chosen of it, for a time."),
        models=("opinions",),
    )
)
