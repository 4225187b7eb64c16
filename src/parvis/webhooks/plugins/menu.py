"""The administrators' rail."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="webhooks",
        label=_("Webhooks"),
        url_name="webhooks:endpoints",
        area="agent",
        order=931,
        icon="webhook",
        section=_("Settings"),
        covers=("webhooks:new", "webhooks:endpoint", "webhooks:change", "webhooks:delivery"),
        shown=holding(Right.ADMINISTER),
    )
)
