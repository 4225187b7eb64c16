"""The agents' rail: their lists, each with how many wait; and the way there from residents' pages."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parvis.access.api import Right, holding
from parvis.cases.api import Selection, gives_cards
from parvis.kernel.ui import keys, shell
from parvis.opinions.registry import COUNTS, Counts
from parvis.workspace.domain.counting import around, count, reading


def _item(name: str, selection: Selection, label: shell.Words, order: int, icon: str, *covers: str) -> None:
    shell.menu.register(
        shell.MenuItem(
            name=name,
            label=label,
            url_name=f"workspace:{name}",
            area="agent",
            order=order,
            icon=icon,
            covers=covers,
            shown=reading,
            count=partial(count, selection=selection),
        )
    )


_item(
    "inbox",
    Selection.ALL,
    _("To handle"),
    10,
    "inbox",
    "workspace:week",
    "workspace:unassigned",
    "workspace:find",
    "workspace:filter",
    "workspace:keys",
    "cases:agent_case",
    "cases:agent_message",
    "cases:agent_assign",
    "cases:agent_resend",
    "cases:agent_transition",
)
_item("mine", Selection.MINE, _("My cases"), 20, "user")
_item("late", Selection.LATE, _("Late"), 30, "clock-alert")


def _views(request: HttpRequest) -> Iterable[tuple[shell.Words, list[shell.Link]]]:
    """Views that others share, then one's own; without numbers, which would be a statement each."""
    if not reading(request):
        return
    found = around(request).views
    for section, own in ((_("Views of the service"), False), (_("My views"), True)):
        links = [
            shell.Link(view.name, view.page, request.path.startswith(view.page)) for view in found if view.own is own
        ]
        if links:
            yield section, links


shell.menu_sources.register(shell.MenuSource("views", "agent", 40, _views))


def _waiting(request: HttpRequest) -> tuple[int, int] | None:
    return around(request).waiting if reading(request) else None


COUNTS.register(Counts("workspace", _waiting))


def _gives_cards(request: HttpRequest) -> bool:
    organisation_id = shell.Shell(request).site.organisation_id
    return organisation_id is not None and gives_cards(organisation_id)


shell.menu.register(
    shell.MenuItem(
        name="intake",
        label=_("Enter a request"),
        url_name="workspace:intake",
        area="agent",
        order=45,
        icon="pencil",
        section=_("Tools"),
        shown=holding(Right.HANDLE_CASES),
    )
)
shell.menu.register(
    shell.MenuItem(
        name="capacities",
        label=_("Capacities"),
        url_name="cases:capacities",
        area="agent",
        order=60,
        icon="gauge",
        section=_("Tools"),
        covers=("cases:capacity", "cases:set_capacities"),
        shown=reading,
    )
)
shell.menu.register(
    shell.MenuItem(
        name="replies",
        label=_("Ready-made replies"),
        url_name="cases:replies",
        area="agent",
        order=62,
        icon="message-square-text",
        section=_("Tools"),
        covers=("cases:new_reply", "cases:reply"),
        shown=reading,
    )
)
shell.menu.register(
    shell.MenuItem(
        name="cards",
        label=_("Check a card"),
        url_name="cases:card",
        area="agent",
        order=65,
        icon="search-check",
        section=_("Tools"),
        covers=("cases:card_number",),
        shown=lambda request: reading(request) and _gives_cards(request),
    )
)
shell.menu.register(
    shell.MenuItem(
        name="consultations",
        label=_("Who opened what"),
        url_name="workspace:consultations",
        area="agent",
        order=70,
        icon="eye",
        section=_("Oversight"),
        covers=("cases:agent_consultations",),
        shown=holding(Right.ASSIGN_CASES, Right.PROTECT_DATA),
    )
)


def _way_in(request: HttpRequest) -> Iterable[shell.Link]:
    """Where the day begins for who reads cases; an administrator's or an overseer's page for others."""
    if not hasattr(request, "standing"):
        return
    for item in shell.menu:
        if item.area == "agent" and item.shown(request):
            begins = item.url_name == "workspace:inbox"
            yield shell.Link(_("Agents’ desk"), reverse("workspace:start" if begins else item.url_name))
            return


def _keys(request: HttpRequest) -> Mapping[str, str]:
    return around(request).keys if reading(request) else {}


def _keys_page(request: HttpRequest) -> str:
    return reverse("workspace:keys") if reading(request) else ""


keys.own_keys.register(keys.OwnKeys("workspace", _keys, _keys_page))
shell.link_sources.register(shell.LinkSource("desk", "strip", 90, _way_in))
