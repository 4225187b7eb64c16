"""The agents' lists: the ready selections, the views that are kept, the search."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET

from parvis.access.api import person_of, site
from parvis.cases import api as cases
from parvis.cases.api import Selection
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Column, Page, Query, State
from parvis.kernel import clock
from parvis.kernel.ids import new_id
from parvis.kernel.ui import shell
from parvis.kernel.ui.formats import date_long
from parvis.opinions import api as opinions
from parvis.territory.api import organisations
from parvis.workload.data import StoodFor
from parvis.workspace.data import EDITED, NAMES, TITLES, Base, selected, viewed
from parvis.workspace.domain import drawing
from parvis.workspace.domain.counting import around, counts, organisations_here, walls_here
from parvis.workspace.domain.naming import chips
from parvis.workspace.domain.quick import menus
from parvis.workspace.views.asked import (
    FORM,
    away_in,
    handles,
    kept_or_missing,
    known_for,
    list_of,
    names_of,
    query_of,
    rest,
    way,
)
from parvis.workspace.views.consulting import note
from parvis.workspace.views.filtering import refuse

_PLACES = {"after", "before"}


@require_GET
def inbox(request: HttpRequest, selection: Selection) -> HttpResponse:
    """One of the ready selections. Its number of statements does not grow with its rows."""
    return answer(request, list_of(request, selection))


@require_GET
def view(request: HttpRequest, view_id: uuid.UUID) -> HttpResponse:
    """A view that somebody keeps, over one's own walls."""
    return answer(request, viewed(kept_or_missing(request, view_id)))


def answer(request: HttpRequest, base: Base) -> HttpResponse:
    """A list by its address: drawn, or the form with what is wrong."""
    params = request.GET
    try:
        query = query_of(base, params)
        if FORM in params:
            return HttpResponseRedirect(base.page(query))
        known = known_for(request, query)
        remarks: tuple[str, ...] = ()
        try:
            page = ask(request, base, query, known, after=params.get("after", ""), before=params.get("before", ""))
        except BadQuery as wrong:
            if not set(wrong.problems) <= _PLACES:
                raise
            page, remarks = ask(request, base, query, known), tuple(wrong.problems.values())
    except BadQuery as wrong:
        return refuse(request, base, params, wrong.problems)
    return draw(request, base, query, known, page, remarks=remarks)


def ask(
    request: HttpRequest, base: Base, query: Query, known: Mapping[str, Column], *, after: str = "", before: str = ""
) -> Page:
    """The page of a list. Raises BadQuery."""
    whole = base.whole(query)
    several = len(organisations_here(request)) > 1
    columns = tuple(one for one in drawing.shown(query, several=several) if one not in drawing.DRAWN)
    unknown = [column for column in query.columns if column not in known]
    if unknown:
        raise BadQuery({"column": _("There is no such column: %(name)s") % {"name": unknown[0]}})
    # The numbers of the ready selections stand beside them already.
    plain = base.selection is not None and not (query.filters or query.words or query.procedure)
    return finding.page(
        Query(whole.procedure, whole.state, whole.filters, whole.words, whole.sort, columns),
        walls_here(request),
        person_id=person_of(request),
        today=clock.today(),
        after=after,
        before=before,
        known=known,
        counted=not (plain and query.state is State.OPEN),
    )


def draw(
    request: HttpRequest,
    base: Base,
    query: Query,
    known: Mapping[str, Column],
    page: Page,
    *,
    remarks: tuple[str, ...] = (),
    typed: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """A list with all that stands around it."""
    today, here, found = clock.today(), site(request), around(request)
    holding = organisations_here(request)
    keys = drawing.shown(query, several=len(holding) > 1)
    in_force = chips(base, query, known, names_of(request))
    count = page.count
    if count is None:
        count = found.counts[base.selection] if base.selection else len(page.lines)
    places = [organisations.get(one) for one in holding]
    parts: dict[str, Any] = {
        "base": base,
        "title": base.title,
        "place": places[0].title if len(places) == 1 else here.name,
        "headings": drawing.headings(base, query, keys, known),
        "keys": keys,
        "rows": drawing.rows(
            page.lines,
            keys,
            today,
            away=away_in(request, base),
            awaited=opinions.awaited([one.case.id for one in page.lines] if found.awaited else []),
        ),
        "selections": [
            {
                "label": f"{link.label}\u00a0({link.count_words})",
                "address": link.address,
                "current": link.current,
            }
            for link in (
                shell.Link(TITLES[one], reverse(f"workspace:{name}"), one is base.selection, "", counts(request)[one])
                for one, name in NAMES.items()
            )
        ],
        "chips": in_force,
        "cleared": base.page(Query(columns=query.columns)) if len(in_force) > 1 else "",
        "edited": base.kept is not None and EDITED in request.GET,
        "keep": f"{reverse('workspace:keep')}?{rest(base, query)}" if query != Query() else "",
        "keep_rest": f"?{rest(base, query)}" if base.kept and EDITED in request.GET else "",
        "filter": f"{reverse('workspace:filter')}?{rest(base, query)}",
        "quick": menus(base, query, known, names_of(request), f"{reverse('workspace:filter')}?{rest(base, query)}"),
        "before": base.page(query, before=page.before) if page.before else "",
        "after": base.page(query, after=page.after) if page.after else "",
        "words": _words(len(page.lines), count),
        "remarks": [
            *remarks,
            *(_standing_in(one) for one in (found.stands_in if base.selection is Selection.MINE else ())),
            *(
                _("No request holds “%(said)s”: results for “%(meant)s”") % {"said": one.said, "meant": one.meant}
                for one in page.understood
            ),
            *page.remarks,
        ],
        "nothing": _nothing(base, query),
        "way": way(request, base, query),
        "takes": handles(request),
        "at": "".join(f"&{urlencode({name: request.GET[name]})}" for name in sorted(_PLACES) if name in request.GET),
        "news": f"{reverse('workspace:news')}?{rest(base, query)}&since={new_id()}",
        "again": base.page(query),
        "choosing": "",
        "seen": drawing.seen(page.lines),
        "typed": typed or query.words,
        "error": error,
    }
    if acts := shell.Shell(request).list_actions:
        parts |= choosing(request, base, query, count, len(page.lines)) | {"acts": acts}
    return render(request, "workspace/inbox.html", parts, status=status)


def choosing(request: HttpRequest, base: Base, query: Query, count: int, shown: int) -> dict[str, Any]:
    """What the form around a list needs, to have something done with the cases that are chosen in it."""
    ticked = request.GET.copy()
    ticked["ticked"] = "page"
    total = shell.Link("", "", count=count).count_words
    return {
        "choosing": "page" if request.GET.get("ticked") == "page" else "none",
        "tick_page": f"{request.path}?{ticked.urlencode()}",
        "all_words": _("Choose all %(total)s of the list") % {"total": total} if count > shown else "",
        # another who signs in there does not find it chosen
        "chooser": f"{person_of(request).hex[-8:]} {base.page(query)}",
        "sent": [*parse_qsl(base.whole(query).address()), ("back", base.page(query))],
    }


def _words(shown: int, count: int) -> str:
    if count <= shown:
        return ngettext("one request", "%(num)s requests", count) % {"num": count}
    total = shell.Link("", "", count=count).count_words
    return _("%(shown)s of %(total)s requests") % {"shown": shown, "total": total}


def _standing_in(one: StoodFor) -> str:
    said = {"name": one.name, "day": date_long(one.until)}
    return _("You stand in for %(name)s until %(day)s: their requests are here too, marked “away”") % said


def _nothing(base: Base, query: Query) -> dict[str, str]:
    """What an empty list says: why, and what would put something there."""
    if query.words:
        return {"title": _("No request holds these words"), "text": _("Try fewer words, or the beginning of one.")}
    if query.filters or query.procedure or query.state is not State.OPEN or base.selection is None:
        return {"title": _("No request fits"), "text": _("Take a filter away to see more.")}
    said = {
        Selection.ALL: (_("Nothing to handle"), _("New requests appear here as soon as they are sent.")),
        Selection.MINE: (_("You follow no request"), _("Take one from the list: it will appear here.")),
        Selection.UNASSIGNED: (_("Every request is followed by somebody"), _("New ones appear here until taken.")),
        Selection.LATE: (_("Nothing is late"), _("Late requests appear here, the oldest first.")),
        Selection.WEEK: (_("Nothing is due this week"), _("Requests due by Sunday appear here.")),
    }[base.selection]
    return {"title": said[0], "text": said[1]}


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Open the request of a reference, typed with or without hyphens, with O for 0; or list what holds the words.

    What lies outside one's walls is not found, and an attempt by a reference is written down.
    """
    typed = " ".join(request.GET.get("q", "").split())[:200]
    if not typed:
        return HttpResponseRedirect(reverse("workspace:inbox"))
    try:
        sought = cases.reference_key(typed)
    except cases.NotAReference:
        return HttpResponseRedirect(f"{reverse('workspace:inbox')}?{Query(state=State.ALL, words=typed).address()}")
    reference = cases.find_reference(walls_here(request), sought)
    if reference:
        return HttpResponseRedirect(reverse("cases:agent_case", args=[reference]))
    note(request, sought)
    text = _("No request of yours has the reference “%(typed)s”.") % {"typed": typed}
    base, query = selected(Selection.ALL), Query()
    known = known_for(request, query)
    page = ask(request, base, query, known)
    return draw(request, base, query, known, page, typed=typed, error=text, status=404)
