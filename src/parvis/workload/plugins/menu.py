"""The agents' rail: who has how much, for supervisors; absences."""

from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, held_here
from parvis.kernel.ui import shell

shell.menu.register(
    shell.MenuItem(
        name="load",
        label=_("Who has what"),
        url_name="workload:load",
        area="agent",
        order=35,
        icon="scale",
        covers=("workload:settings", "workload:hand_out", "workload:rules", "workload:new_rule", "workload:rule"),
        shown=lambda request: bool(held_here(request, Right.ASSIGN_CASES)),
    )
)
shell.menu.register(
    shell.MenuItem(
        name="notices",
        label=_("My e-mails"),
        url_name="workload:preferences",
        area="agent",
        order=57,
        icon="bell",
        section=_("Tools"),
        shown=lambda request: bool(held_here(request, Right.HANDLE_CASES)),
    )
)
shell.menu.register(
    shell.MenuItem(
        name="absences",
        label=_("Absences"),
        url_name="workload:absences",
        area="agent",
        order=55,
        icon="calendar-off",
        section=_("Tools"),
        shown=lambda request: bool(held_here(request, Right.HANDLE_CASES)),
    )
)
