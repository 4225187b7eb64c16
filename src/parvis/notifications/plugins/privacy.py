"""Why messages that leave hold data of people."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, activities

activities.register(
    Activity(
        name="15-messages",
        purpose=_("Tell you what becomes of your request, in the way that you chose."),
        ground=_("Same basis as the request itself; any other use of your address or number is ruled out."),
        kept=_("With the request that they are about."),
        models=("notifications", "mailroom"),
    )
)
