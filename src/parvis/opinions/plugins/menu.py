"""The agents' rail: what is asked of me, what waits for my approval."""

from functools import partial

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.kernel.ui import shell
from parvis.opinions.registry import COUNTS

_HANDLES = holding(Right.HANDLE_CASES)


def _count(request: HttpRequest, place: int) -> int | None:
    """The number beside a line: of the statement that the lists ask anyway (`workspace`)."""
    for found in COUNTS:
        counted = found.of(request)
        return counted[place] if counted else None
    return None


shell.menu.register(
    shell.MenuItem(
        name="opinions",
        label=_("Opinions asked of me"),
        url_name="opinions:mine",
        area="agent",
        order=32,
        icon="message-square-text",
        covers=("opinions:mine_one",),
        shown=_HANDLES,
        count=partial(_count, place=0),
    )
)
shell.menu.register(
    shell.MenuItem(
        name="to_approve",
        label=_("To approve"),
        url_name="opinions:to_approve",
        area="agent",
        order=33,
        icon="circle-check",
        covers=("opinions:approve",),
        shown=_HANDLES,
        count=partial(_count, place=1),
    )
)
shell.menu.register(
    shell.MenuItem(
        name="delegations",
        label=_("Delegations"),
        url_name="opinions:delegations",
        area="agent",
        order=56,
        icon="users",
        section=_("Tools"),
        shown=_HANDLES,
    )
)
