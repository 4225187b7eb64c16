"""The agents' rail leads the data protection officer to what they watch over."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="protection",
        label=_("People’s data"),
        url_name="privacy:protection",
        area="agent",
        order=75,
        icon="lock",
        section=_("Oversight"),
        covers=("privacy:erase", "privacy:erasure"),
        shown=holding(Right.PROTECT_DATA),
    )
)
