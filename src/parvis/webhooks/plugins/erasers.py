"""What `webhooks` erases of somebody who made endpoints; what it holds of a case goes with the case (a trigger)."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.webhooks.domain import erasing

erasers.register(
    Eraser(
        "webhooks",
        75,
        ("parvis.webhooks.domain.erasing.erase_service",),
        service=erasing.erase_service,
        label=_("addresses of webhooks"),
    )
)
activities.register(
    Activity(
        name="35-webhooks",
        purpose=_("Tell the organisation’s other programmes that something happened to a request: which, what, when."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Thirty days; who gave an address, until their account is deleted."),
        models=("webhooks",),
    )
)
