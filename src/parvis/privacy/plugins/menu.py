"""The agents' rail leads the data protection officer to what they watch over."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, standing
from parvis.kernel.ui import shell


def _protects(request: HttpRequest) -> bool:
    here = getattr(request, "site", None)
    organisation_id = here.organisation_id if here else None
    return bool(standing(request).holding(Right.PROTECT_DATA, organisation_id=organisation_id))


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
