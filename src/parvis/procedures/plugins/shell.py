"""The doors to the readings of silence, and to opening and closing, for those who may set them."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

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
        shown=holding(Right.ADMINISTER, Right.DESIGN, of_organisation=True),
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
        shown=holding(Right.ADMINISTER, Right.DESIGN, of_organisation=True),
    )
)
