"""The agents' rail: procedures of other systems, for those who design them."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

menu.register(
    MenuItem(
        name="incoming",
        label=_("Read an export"),
        url_name="incoming:read",
        area="agent",
        order=912,
        icon="upload",
        section=_("Settings"),
        shown=holding(Right.DESIGN),
    )
)
