"""The agents' rail: the procedures, for those who design them."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui.shell import MenuItem, menu

menu.register(
    MenuItem(
        name="studio",
        label=_("Procedures"),
        url_name="studio:procedures",
        area="agent",
        order=910,
        icon="list-tree",
        section=_("Settings"),
        covers=(
            "studio:new",
            "studio:draft",
            "studio:element",
            "studio:add",
            "studio:settings",
            "studio:publish",
            "studio:discard",
            "studio:history",
            "studio:revision",
            "studio:plain",
            "studio:vocabulary",
        ),
        shown=holding(Right.DESIGN),
    )
)
