"""What `trials` erases of somebody who worked here."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.trials.domain import erasing

erasers.register(
    Eraser(
        "trials",
        75,
        ("parvis.trials.domain.erasing.erase_service",),
        service=erasing.erase_service,
        label=_("trials of procedures"),
    )
)
activities.register(
    Activity(
        name="35-trials",
        purpose=_("Have people try a form before it is published, and read what they say of it."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Until the trial is erased, or its procedure published; what is answered is never kept."),
        models=("trials",),
    )
)
