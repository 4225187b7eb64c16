"""The agents' rail leads to exports."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="exports",
        label=_("Exports"),
        url_name="exchange:exports",
        area="agent",
        order=62,
        icon="download",
        section=_("Tools"),
        covers=("exchange:",),
        shown=holding(Right.READ_CASES),
    )
)
shell.LIST_ACTIONS.register(
    shell.ListAction(
        key="export",
        label=_("Export"),
        url_name="exchange:new",
        order=90,
        icon="download",
        shown=holding(Right.READ_CASES),
    )
)
