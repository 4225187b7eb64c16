"""What stands around every page, and the registries by which modules put something there.

Only doors that lead somewhere are shown: an item that is not `shown` for this request is not in the page at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from jinja2 import pass_context
from jinja2.runtime import Context

from parvis.kernel.registry import Registry
from parvis.kernel.ui.formats import NARROW, number

Words = str | Promise

#: Numbers beside a word are exact up to here.
COUNTED = 1000
#: how agents' addresses begin
DESK = ("/agents/", "/administration/")


def _always(request: HttpRequest) -> bool:
    return True


def _no_count(request: HttpRequest) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Link:
    """A word and where it leads. `current`: the page one is on; `count`: shown beside the word."""

    label: Words
    address: str
    current: bool = False
    icon: str = ""
    count: int | None = None

    @property
    def count_words(self) -> str:
        """The number as it is shown: exact up to `COUNTED`."""
        if self.count is None:
            return ""
        return f"{number(COUNTED)}{NARROW}+" if self.count > COUNTED else number(self.count)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of a menu. `area` is "resident" or "agent"; `section` heads a group in the agents' rail.

    covers: URL names, or namespaces that end in ":", on which this item is the current one beside its own.
    count: how many wait behind it, or None; called only when the item is shown. Beyond `COUNTED` it need not be exact.
    """

    name: str
    label: Words
    url_name: str
    area: str
    order: int
    icon: str = ""
    section: Words = ""
    covers: tuple[str, ...] = ()
    shown: Callable[[HttpRequest], bool] = _always
    count: Callable[[HttpRequest], int | None] = _no_count


@dataclass(frozen=True, slots=True)
class LinkSource:
    """A module's links for the footer ("footer") or the strip on top ("strip"), computed for the request's site."""

    name: str
    area: str
    order: int
    links: Callable[[HttpRequest], Iterable[Link]]
    #: whether it asks nothing of the database: such links also stand on the page of a failure
    steady: bool = False


@dataclass(frozen=True, slots=True)
class MenuSource:
    """Lines of a menu that only the request knows: sections with their links, standing among the items by `order`."""

    name: str
    area: str
    order: int
    sections: Callable[[HttpRequest], Iterable[tuple[Words, list[Link]]]]


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in. `sign_out` is an address that takes a POST.

    idle: seconds without a request after which they are signed out, where that is soon enough to be warned of (else 0);
    stay: an address that keeps them signed in, asked by GET.
    """

    name: str
    initials: str
    sign_out: str
    links: tuple[Link, ...] = ()
    role: Words = ""
    idle: int = 0
    stay: str = ""


@dataclass(frozen=True, slots=True)
class AccountSource:
    """How `identity` tells the shell who is signed in, and where one signs in."""

    name: str
    account: Callable[[HttpRequest], Account | None]
    sign_in: Callable[[HttpRequest], str]


@dataclass(frozen=True, slots=True)
class ListAction:
    """What can be done with the cases chosen in an agents' list: a button below it.

    Pressed, it asks for `url_name` by GET with `case` (an id, repeated) or `all=1` for all that the list finds, the
    address of the list's query (`finding.data.Query.read`), and `back`, the path of the list. Of what comes from an
    address nothing is to be trusted: who asks may have written it by hand.
    """

    key: str
    label: Words
    url_name: str
    order: int
    icon: str = ""
    shown: Callable[[HttpRequest], bool] = _always

    @property
    def address(self) -> str:
        return reverse(self.url_name)


menu: Registry[MenuItem] = Registry("menu", key=lambda item: f"{item.area}.{item.order:03d}.{item.name}")
menu_sources: Registry[MenuSource] = Registry(
    "menu of the request", key=lambda source: f"{source.area}.{source.order:03d}.{source.name}"
)
link_sources: Registry[LinkSource] = Registry(
    "links", key=lambda source: f"{source.area}.{source.order:03d}.{source.name}"
)
LIST_ACTIONS: Registry[ListAction] = Registry("list actions", key=lambda action: f"{action.order:03d}.{action.key}")
account_sources: Registry[AccountSource] = Registry("account", key=lambda source: source.name)


class Shell:
    """The shell of one page. Everything is computed when asked for.

    `bare` (set by `errors` as `request.shell_is_bare`) keeps to what needs no module's help: when the server failed, a
    menu or the account may be what fails. `uncounted` (of every error) leaves out the numbers beside the words.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        #: `territory.data.Site`, or None where no site answers (an unknown host)
        self.site: Any = getattr(request, "site", None)
        self.language = "en" if (get_language() or "fr").startswith("en") else "fr"
        self.demo = bool(settings.PARVIS_DEMO)
        self.bare = bool(getattr(request, "shell_is_bare", False))
        self.uncounted = bool(getattr(request, "shell_is_uncounted", False))

    @property
    def other_language(self) -> tuple[str, str]:
        """Code and own name of the language that one may switch to."""
        return ("fr", "Français") if self.language == "en" else ("en", "English")

    @property
    def here(self) -> str:
        """The path of this page, to come back to after a change of language; a page answering a POST has none."""
        return self.request.get_full_path() if self.request.method == "GET" else "/"

    @property
    def request_id(self) -> str:
        return str(getattr(self.request, "request_id", ""))

    @property
    def account(self) -> Account | None:
        for source in () if self.bare else account_sources:
            if found := source.account(self.request):
                return found
        return None

    @property
    def sign_in(self) -> str:
        """Where one signs in; "" when no module offers it, or at an address that is none: nobody looked who asks."""
        nobody_knows = self.bare or (self.uncounted and self.request.resolver_match is None)
        for source in () if nobody_knows else account_sources:
            return source.sign_in(self.request)
        return ""

    def _links(self, area: str, *, steady: bool = False) -> list[Link]:
        sources = [source for source in link_sources if source.area == area]
        kept = [source for source in sources if source.steady] if steady or self.bare else sources
        return [link for source in kept for link in source.links(self.request)]

    @property
    def legal(self) -> list[Link]:
        """The links that the law wants on every page."""
        return self._links("footer", steady=True)

    @property
    def footer(self) -> list[Link]:
        return self._links("footer")

    @property
    def strip(self) -> list[Link]:
        return self._links("strip")

    def _is_current(self, item: MenuItem) -> bool:
        match = self.request.resolver_match
        name = match.view_name if match else ""
        return name == item.url_name or any(
            name.startswith(covered) if covered.endswith(":") else name == covered for covered in item.covers
        )

    def menu(self, area: str) -> list[tuple[Words, list[Link]]]:
        """The menu of "resident" or "agent" pages: sections in order, each with its links."""
        sections: dict[str, tuple[Words, list[Link]]] = {}
        waiting = [source for source in menu_sources if source.area == area and not (self.bare or self.uncounted)]
        for item in menu:
            if self.bare or item.area != area or not item.shown(self.request):
                continue
            while waiting and waiting[0].order < item.order:
                self._add(sections, waiting.pop(0))
            count = None if self.uncounted else item.count(self.request)
            link = Link(item.label, reverse(item.url_name), self._is_current(item), item.icon, count)
            sections.setdefault(str(item.section), (item.section, []))[1].append(link)
        for source in waiting:
            self._add(sections, source)
        return list(sections.values())

    @property
    def list_actions(self) -> list[ListAction]:
        """What may be done here with the cases that are chosen in a list."""
        return [action for action in LIST_ACTIONS if action.shown(self.request)]

    def _add(self, sections: dict[str, tuple[Words, list[Link]]], source: MenuSource) -> None:
        for section, links in source.sections(self.request):
            sections.setdefault(str(section), (section, []))[1].extend(links)


@pass_context
def shell(context: Context) -> Shell:
    """The shell of the page being drawn: `{% set page = shell() %}` in a layout."""
    return Shell(context["request"])
