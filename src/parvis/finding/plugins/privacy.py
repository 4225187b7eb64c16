"""Why lists and search hold data of people: a second form of what stands in their requests, and gone with these."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, activities

activities.register(
    Activity(
        name="11-lists",
        purpose=_("Find your request again among all those that the same agents answer: lists, filters, search."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("As long as the request itself: they go with it."),
        models=("finding",),
    )
)
