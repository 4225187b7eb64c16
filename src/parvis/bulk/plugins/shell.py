"""The buttons below the agents' lists, and the way to one's runs."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.bulk.plugins import assigning, handing, lettering, moving, printing, rerouting, tagging, writing
from parvis.kernel.ui import shell

for _act in (
    assigning.Assign(),
    handing.HandOut(),
    rerouting.Reroute(),
    tagging.TagAct(),
    writing.Write(),
    moving.Move(),
    lettering.Produce(),
    printing.Print(),
):
    shell.LIST_ACTIONS.register(
        shell.ListAction(_act.key, _act.label, _act.url_name, _act.order, _act.icon, shown=holding(*_act.rights))
    )


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
        shown=holding(Right.HANDLE_CASES),
    )
)
