"""The doors to the readings of silence, and to opening and closing, for those who may set them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui.shell import MenuItem, menu


def _confirms(request: HttpRequest) -> bool:
    here = getattr(request, "site", None)
    if here is None or here.organisation_id is None:
        return False
    return bool(held_here(request, Right.ADMINISTER, Right.DESIGN))


menu.register(
    MenuItem(
        name="silences",
        label=_("Silence of the administration"),
        url_name="procedures:studio_silences",
        area="agent",
        order=920,
        icon="hourglass",
        section=_("Settings"),
        covers=("procedures:studio_silence",),
        shown=_confirms,
    )
)
menu.register(
    MenuItem(
        name="openings",
        label=_("Opening and closing"),
        url_name="procedures:studio_openings",
        area="agent",
        order=915,
        icon="calendar-clock",
        section=_("Settings"),
        covers=("procedures:studio_opening",),
        shown=_confirms,
    )
)
