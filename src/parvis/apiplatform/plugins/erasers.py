"""What `apiplatform` erases of somebody who made tokens."""

from django.utils.translation import gettext_lazy as _

from parvis.apiplatform.domain import erasing
from parvis.privacy.registry import Activity, Eraser, activities, erasers

erasers.register(
    Eraser(
        "apiplatform",
        74,
        ("parvis.apiplatform.domain.erasing.erase_service",),
        service=erasing.erase_service,
        label=_("tokens of programmes"),
    )
)
activities.register(
    Activity(
        name="34-apiplatform",
        purpose=_("Let the organisation’s other programmes read and write requests, and know who let them in."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("As long as the token is listed; who made it, until their account is deleted."),
        models=("apiplatform",),
    )
)
