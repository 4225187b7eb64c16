"""The agents' rail: where requests go, for those who manage departments, design procedures or hand out work."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

menu.register(
    MenuItem(
        name="routing",
        label=_("Routing of requests"),
        url_name="routing:procedures",
        area="agent",
        order=915,
        icon="split",
        section=_("Settings"),
        covers=("routing:",),
        shown=holding(Right.ADMINISTER, Right.DESIGN, Right.ASSIGN_CASES, of_organisation=True),
    )
)
