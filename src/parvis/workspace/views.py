"""The agents' list of requests, its filters and its finder."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from parvis.access.api import log_refusal, site, standing
from parvis.cases import api as cases
from parvis.cases.api import Selection
from parvis.cases.data import Kind
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.kernel.ui import shell
from parvis.territory.api import organisations
from parvis.workspace.domain.counting import counts, walls_here

TITLES: Mapping[Selection, str | Promise] = {
    Selection.ALL: gettext_lazy("To handle"),
    Selection.MINE: gettext_lazy("My cases"),
    Selection.UNASSIGNED: gettext_lazy("Not assigned"),
    Selection.LATE: gettext_lazy("Late"),
    Selection.WEEK: gettext_lazy("Due this week"),
}
NAMES = {
    Selection.ALL: "workspace:inbox",
    Selection.MINE: "workspace:mine",
    Selection.UNASSIGNED: "workspace:unassigned",
    Selection.LATE: "workspace:late",
    Selection.WEEK: "workspace:week",
}
_TONES = {Kind.OPEN: "info", Kind.WAITING: "wait"}


def _nothing(selection: Selection) -> dict[str, str]:
    """What an empty list says: why, and what would put something there."""
    said = {
        Selection.ALL: (_("Nothing to handle"), _("New requests appear here as soon as they are sent.")),
        Selection.MINE: (_("You follow no request"), _("Take one from the list: it will appear here.")),
        Selection.UNASSIGNED: (_("Every request is followed by somebody"), _("New ones appear here until taken.")),
        Selection.LATE: (_("Nothing is late"), _("Late requests appear here, the oldest first.")),
        Selection.WEEK: (_("Nothing is due this week"), _("Requests due by Sunday appear here.")),
    }[selection]
    return {"title": said[0], "text": said[1]}


@require_GET
def inbox(request: HttpRequest, selection: Selection) -> HttpResponse:
    """One of the lists. Its number of statements does not grow with its rows."""
    return draw(request, selection)


def draw(
    request: HttpRequest, selection: Selection, *, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """A list, and what the finder could not find."""
    person_id = standing(request).person_id
    assert person_id is not None
    today, here = clock.today(), site(request)
    found = cases.inbox(
        walls_here(request),
        selection,
        person_id=person_id,
        today=today,
        after=cases.Key.read(request.GET.get("after", "")),
        before=cases.Key.read(request.GET.get("before", "")),
    )
    holding = {membership.organisation_id for membership in standing(request).within(here.organisation_id)}
    address, numbers = reverse(NAMES[selection]), counts(request)
    filters = [shell.Link(TITLES[one], reverse(NAMES[one]), one is selection, "", numbers[one]) for one in Selection]
    places = [organisations.get(one) for one in holding]
    parts: dict[str, Any] = {
        "title": TITLES[selection],
        "selection": selection,
        "place": places[0].title if len(places) == 1 else here.name,
        "several": len(places) > 1,
        "lines": [
            {
                "line": line,
                "due": cases.due(line.due_on, today),
                "tone": _TONES.get(line.kind, ""),
                "unread": line.id in found.unread,
                "initials": cases.initials(line.assignee_name),
                "organisation": organisations.get(line.organisation_id).name,
            }
            for line in found.lines
        ],
        "filters": [
            {
                "label": f"{link.label}\u00a0({link.count_words})",
                "address": link.address,
                "current": link.current,
            }
            for link in filters
        ],
        "before": f"{address}?before={found.before}" if found.before else "",
        "after": f"{address}?after={found.after}" if found.after else "",
        "words": ngettext("one request shown, by due day", "%(num)s requests shown, by due day", len(found.lines))
        % {"num": len(found.lines)},
        "nothing": _nothing(selection),
        "typed": typed,
        "error": error,
    }
    return render(request, "workspace/inbox.html", parts, status=status)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Open the request of a reference, typed with or without hyphens, with O for 0. What lies outside one's walls is
    not found, and the attempt is written down.
    """
    typed = request.GET.get("q", "").strip()[:60]
    if not typed:
        return HttpResponseRedirect(reverse("workspace:inbox"))
    try:
        sought = cases.reference_key(typed)
    except cases.NotAReference:
        text = _("“%(typed)s” is not a whole reference: check each character.") % {"typed": typed}
        return draw(request, Selection.ALL, typed=typed, error=text, status=422)
    reference = cases.find_reference(walls_here(request), sought)
    if reference:
        return HttpResponseRedirect(reverse("cases:agent_case", args=[reference]))
    _note(request, sought)
    text = _("No request of yours has the reference “%(typed)s”.") % {"typed": typed}
    return draw(request, Selection.ALL, typed=typed, error=text, status=404)


@require_GET
def consultations(request: HttpRequest) -> HttpResponse:
    """Who opened which request: asked by its reference, for supervisors and the data protection officer."""
    typed = request.GET.get("q", "").strip()[:60]
    error, status = "", 200
    if typed:
        reach = current()
        try:
            sought = cases.reference_key(typed)
        except cases.NotAReference:
            error, status = _("“%(typed)s” is not a whole reference: check each character.") % {"typed": typed}, 422
        else:
            reference = cases.find_reference(reach.walls if reach else (), sought)
            if reference:
                return HttpResponseRedirect(reverse("cases:agent_consultations", args=[reference]))
            _note(request, sought)
            error, status = _("No request of yours has the reference “%(typed)s”.") % {"typed": typed}, 404
    return render(request, "workspace/consultations.html", {"typed": typed, "error": error}, status=status)


def _note(request: HttpRequest, sought: str) -> None:
    person_id: uuid.UUID | None = standing(request).person_id
    if person_id:
        log_refusal(
            person_id=person_id,
            kind="case",
            sought=sought,
            path=request.path,
            organisation_id=site(request).organisation_id,
        )
