"""The agents' rail: where requests go, for those who manage departments or design procedures."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui.shell import MenuItem, menu


def _manages(request: HttpRequest) -> bool:
    here = getattr(request, "site", None)
    if here is None or here.organisation_id is None:
        return False
    return bool(held_here(request, Right.ADMINISTER, Right.DESIGN))


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
        shown=_manages,
    )
)
