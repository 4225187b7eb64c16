"""The door to the readings of silence, for those who may confirm them."""

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
