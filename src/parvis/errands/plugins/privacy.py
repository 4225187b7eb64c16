"""Why `errands` processes personal data: for the cases whose steps ask for it."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, activities

activities.register(
    Activity(
        name="33-errands",
        purpose=_("Carry out what the steps of a procedure ask for: timers, other programmes, further requests."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e))."),
        kept=_("As long as the request to which they belong."),
        models=("errands",),
    )
)
