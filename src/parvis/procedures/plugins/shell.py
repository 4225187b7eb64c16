"""The door to the readings of silence, for those who may confirm them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.data import Right, Standing
from parvis.kernel.ui.shell import MenuItem, menu


def _confirms(request: HttpRequest) -> bool:
    found, site = getattr(request, "standing", None), getattr(request, "site", None)
    if not isinstance(found, Standing) or site is None or site.organisation_id is None:
        return False
    return bool(found.holding(Right.ADMINISTER, Right.DESIGN, organisation_id=site.organisation_id))


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
