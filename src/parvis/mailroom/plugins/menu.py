"""The agents' rail leads to the letters."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui import shell


def _handles(request: HttpRequest) -> bool:
    return bool(held_here(request, Right.HANDLE_CASES))


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
