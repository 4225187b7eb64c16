"""The figures' line in the agents' rail; last, so that for nobody who has other work the day begins there."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

menu.register(
    MenuItem(
        name="figures",
        label=_("Figures"),
        url_name="figures:agents",
        area="agent",
        order=990,
        icon="chart-column",
        section=_("Oversight"),
        shown=holding(Right.READ_FIGURES),
    )
)
