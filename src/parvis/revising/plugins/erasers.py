"""What `revising` erases of somebody who worked here."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.revising.domain import erasing

erasers.register(
    Eraser(
        "revising",
        74,
        ("parvis.revising.domain.erasing.erase_service",),
        service=erasing.erase_service,
        label=_("requests brought to another form"),
    )
)
activities.register(
    Activity(
        name="34-revising",
        purpose=_("Know who brought which requests to a newer form, and what that changed for each."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("As long as each request; names until the account is deleted."),
        models=("revising",),
    )
)
