"""The list that a case was opened from, carried in the address of its pages: back to it, and on to the next case."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.cases.models import Case
from parvis.cases.registry import LISTS, Lists
from parvis.cases.views.gate import case_or_missing

#: names the list; without it there is no way
LIST = "list"
#: what else is said of a list: parts of its query, and every filter, whose name holds a colon
_PARTS = frozenset({LIST, "procedure", "state", "words", "sort", "column", "edited"})
#: an address longer than this carries no list: what is behind the page must not fail for its length
LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Way:
    """Where the agent comes from. query: what every link to another page of the case adds, "" where there is no list;
    title, address: of the list.
    """

    query: str = ""
    title: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.query)


def way_of(request: HttpRequest) -> Way:
    """The way that a request carries. No statement beside those of the rail."""
    said = _said(request)
    lists = _lists() if said else None
    return Way(f"?{said}", str(lists.title(request)), lists.address(request)) if lists else Way()


def page_of(case: Case, request: HttpRequest) -> str:
    """The address of a case's page, on the way of the request."""
    said = _said(request)
    return reverse("cases:agent_case", args=[case.reference]) + (f"?{said}" if said else "")


def onwards(request: HttpRequest, case: Case, *, backward: bool = False) -> str:
    """The page of the case after (before) this one in the list of the request; the list, at its end.

    Asked before a write: what is written may take the case out of the list, or put it elsewhere.
    """
    lists = _lists()
    if lists is None or not _said(request):
        return reverse("cases:agent_case", args=[case.reference])
    found = lists.neighbour(request, case.id, backward)
    return f"{reverse('cases:agent_case', args=[found])}?{_said(request)}" if found else lists.address(request)


@require_GET
def neighbour(request: HttpRequest, reference: str, *, backward: bool) -> HttpResponse:
    """Lead to the next case of the list, or back to the list with a word."""
    case = case_or_missing(reference)
    address = onwards(request, case, backward=backward)
    way = way_of(request)
    if address == way.address:
        words = (
            _("That was the first request of the list.") if backward else _("That was the last request of the list.")
        )
        messages.info(request, words)
    return HttpResponseRedirect(address)


def _lists() -> Lists | None:
    return next(iter(LISTS), None)


def _said(request: HttpRequest) -> str:
    """What the address of the request says of a list, and nothing else that it says."""
    if LIST not in request.GET:
        return ""
    said = [(name, value) for name, values in request.GET.lists() if name in _PARTS or ":" in name for value in values]
    text = urlencode(said)
    return text if len(text) <= LONGEST else ""
