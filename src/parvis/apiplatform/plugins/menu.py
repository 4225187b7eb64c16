"""The administrators' rail."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="api",
        label=_("Programmes (API)"),
        url_name="apiplatform:tokens",
        area="agent",
        order=930,
        icon="plug",
        section=_("Settings"),
        covers=("apiplatform:make_token",),
        shown=holding(Right.ADMINISTER),
    )
)
