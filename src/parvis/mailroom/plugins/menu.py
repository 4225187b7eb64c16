"""The agents' rail leads to the letters."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, standing
from parvis.kernel.ui import shell


def _handles(request: HttpRequest) -> bool:
    here = getattr(request, "site", None)
    organisation_id = here.organisation_id if here else None
    return bool(standing(request).holding(Right.HANDLE_CASES, organisation_id=organisation_id))


shell.menu.register(
    shell.MenuItem(
        name="letters",
        label=_("Letters to post"),
        url_name="mailroom:queue",
        area="agent",
        order=50,
        icon="mail",
        section=_("Tools"),
        covers=("mailroom:batch", "mailroom:withdraw"),
        shown=_handles,
    )
)
