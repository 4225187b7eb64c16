"""The agents' rail: ready procedures and packages, for those who design procedures."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

menu.register(
    MenuItem(
        name="packages",
        label=_("Ready procedures and packages"),
        url_name="packages:shelf",
        area="agent",
        order=911,
        icon="package",
        section=_("Settings"),
        shown=holding(Right.DESIGN),
    )
)
