"""The agents' rail leads the data protection officer to what they watch over."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui import shell


def _protects(request: HttpRequest) -> bool:
    return bool(held_here(request, Right.PROTECT_DATA))


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
        shown=_protects,
    )
)
