"""Why figures hold data of people: a fact of each request, which no longer leads to it once it is erased."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, activities

activities.register(
    Activity(
        name="12-figures",
        purpose=_("Count requests and the days that answers take, by department and procedure; publish real delays."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("Linked to the request as long as it is kept; then months and numbers alone, which lead to nobody."),
        models=("figures",),
    )
)
