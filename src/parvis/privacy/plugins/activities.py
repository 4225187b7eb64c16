"""Why the layers below hold data of people: accounts, sign-in, memberships, journals."""

from django.utils.translation import gettext_lazy as _

from parvis.privacy.registry import Activity, activities

activities.register(
    Activity(
        name="20-accounts",
        purpose=_("Keep your account, if you choose to have one, and let you sign in."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e)); nobody has to have an account."),
        kept=_("As long as you keep it; an account whose address was not confirmed is deleted after 7 days."),
        models=("identity",),
    )
)
activities.register(
    Activity(
        name="30-agents",
        purpose=_("Say which agents may open what, and record who consulted which file."),
        ground=_("Legal obligation to keep data safe and to prove it (GDPR, articles 5(2), 6(1)(c) and 32)."),
        kept=_("Rights with their history; the record of consultations for one year."),
        models=("access",),
    )
)
activities.register(
    Activity(
        name="35-erasures",
        purpose=_("Erase what a person asks to have erased, and prove that it was done."),
        ground=_("Legal obligation (GDPR, articles 5(2), 6(1)(c) and 17)."),
        kept=_("A line per erasure, which names nobody erased."),
        models=("privacy",),
    )
)
activities.register(
    Activity(
        name="90-abuse",
        purpose=_("Protect the service against abuse: technical logs, limits on attempts."),
        ground=_("Task in the public interest (GDPR, article 6(1)(e) and article 32)."),
        kept=_("Counters of attempts for a day, naming nobody; logs as long as the operator’s rules say."),
        models=(),
    )
)
