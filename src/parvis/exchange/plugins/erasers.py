"""What `exchange` erases of somebody, and why it keeps what it keeps."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from parvis.exchange.domain.erasing import erase_behind, erase_person
from parvis.privacy.registry import Activity, Eraser, Extent, activities, erasers


def _subject(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    return erase_behind(wall_id)


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    return erase_person(person_id)


erasers.register(
    Eraser(
        "exchange",
        65,
        ("parvis.exchange.domain.erasing.erase_person",),
        subject=_subject,
        person=_person,
        by_case=True,
        label=_("exports"),
    )
)
activities.register(
    Activity(
        name="32-exports",
        purpose=_("Let agents take the requests that they handle away as files."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Seven days, or until somebody whose request is in it has their data erased."),
        models=("exchange.Export", "exchange.Template"),
    )
)
activities.register(
    Activity(
        name="33-imports",
        purpose=_("Let supervisors bring requests in from another programme."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Thirty days, or until somebody whose request is behind the same walls has their data erased."),
        models=("exchange.Import", "exchange.Brought", "exchange.Mapping"),
    )
)
