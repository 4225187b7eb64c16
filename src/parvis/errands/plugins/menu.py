"""The administrators' rail."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="web_services",
        label=_("Web services"),
        url_name="errands:services",
        area="agent",
        order=932,
        icon="plug",
        section=_("Settings"),
        covers=("errands:new_service", "errands:service"),
        shown=holding(Right.ADMINISTER),
    )
)
