"""The figures' line in the agents' rail; last, so that for nobody who has other work the day begins there."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui.shell import MenuItem, menu


def _reads(request: HttpRequest) -> bool:
    return bool(held_here(request, Right.READ_FIGURES))


menu.register(
    MenuItem(
        name="figures",
        label=_("Figures"),
        url_name="figures:agents",
        area="agent",
        order=990,
        icon="chart-column",
        section=_("Oversight"),
        shown=_reads,
    )
)
