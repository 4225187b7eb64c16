"""The buttons below the agents' lists, and the way to one's runs."""

from functools import partial

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.bulk.plugins import assigning, moving, printing, tagging, writing
from parvis.bulk.registry import Act
from parvis.kernel.ui import shell


def _may(request: HttpRequest, act: Act) -> bool:
    return bool(held_here(request, *act.rights))


for _act in (assigning.Assign(), tagging.TagAct(), writing.Write(), moving.Move(), printing.Print()):
    shell.LIST_ACTIONS.register(
        shell.ListAction(_act.key, _act.label, _act.url_name, _act.order, _act.icon, shown=partial(_may, act=_act))
    )


def _handles(request: HttpRequest) -> bool:
    return bool(held_here(request, Right.HANDLE_CASES))


shell.menu.register(
    shell.MenuItem(
        name="bulk",
        label=_("Bulk actions"),
        url_name="bulk:runs",
        area="agent",
        order=55,
        icon="layers",
        section=_("Tools"),
        covers=("bulk:",),
        shown=_handles,
    )
)
