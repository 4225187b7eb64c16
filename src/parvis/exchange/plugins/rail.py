"""The agents' rail leads to exports."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui import shell


def _reads(request: HttpRequest) -> bool:
    return bool(held_here(request, Right.READ_CASES))


shell.menu.register(
    shell.MenuItem(
        name="exports",
        label=_("Exports"),
        url_name="exchange:exports",
        area="agent",
        order=62,
        icon="download",
        section=_("Tools"),
        covers=("exchange:",),
        shown=_reads,
    )
)
shell.LIST_ACTIONS.register(
    shell.ListAction(key="export", label=_("Export"), url_name="exchange:new", order=90, icon="download", shown=_reads)
)
