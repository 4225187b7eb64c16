"""The agents' rail: the data sets, for those who design."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

menu.register(
    MenuItem(
        name="datasets",
        label=_("Data sets"),
        url_name="datasets:every",
        area="agent",
        order=912,
        icon="table",
        section=_("Settings"),
        covers=("datasets:one",),
        shown=holding(Right.DESIGN),
    )
)
