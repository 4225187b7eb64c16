"""What `routing` erases of somebody who worked here."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, Eraser, activities, erasers
from parvis.routing.domain import erasing

erasers.register(
    Eraser(
        "routing",
        74,
        ("parvis.routing.domain.erasing.erase_service",),
        service=erasing.erase_service,
        label=_("rules that send requests"),
    )
)
activities.register(
    Activity(
        name="34-routing",
        purpose=_("Send each request to who handles it, and know who wrote the rules."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Until their account is deleted."),
        models=("routing",),
    )
)
