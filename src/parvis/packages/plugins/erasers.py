"""What `packages` erases of somebody who worked here."""

from django.utils.translation import gettext_lazy as _

from parvis.packages.domain import erasing
from parvis.privacy.registry import Activity, Eraser, activities, erasers

erasers.register(
    Eraser(
        "packages",
        77,
        ("parvis.packages.domain.erasing.erase_service",),
        service=erasing.erase_service,
        label=_("packages of procedures"),
    )
)
activities.register(
    Activity(
        name="37-packages",
        purpose=_("Know who brought a procedure in from elsewhere, and why it was trusted."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Until their account is deleted."),
        models=("packages",),
    )
)
