"""Intake: what somebody brings to the counter, says by telephone or writes, entered for them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.access.api import Right, held_here, person_of, standing
from parvis.cases import api as cases
from parvis.cases.data import Channel, NotFound
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Line, Query
from parvis.kernel import clock
from parvis.kernel.ui.formats import NBSP
from parvis.procedures import api as procedures
from parvis.procedures.data import Offered
from parvis.territory.api import organisations
from parvis.workspace.domain.counting import walls_here

#: earlier requests of a person that are shown at once
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom the agent has before them: what was typed, the requests that hold it, the one whose person it is."""

    typed: str = ""
    lines: tuple[Line, ...] = ()
    error: str = ""
    person: Line | None = None


@dataclass(slots=True)
class Said:
    """The form as it was sent, and what is wrong in it by field."""

    procedure: str = ""
    channel: str = str(Channel.COUNTER)
    received: str = ""
    language: str = "fr"
    errors: dict[str, str] = field(default_factory=dict)


@never_cache
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Find the person, say how and when the request came, and fill in its form."""
    places = {one.organisation_id for one in held_here(request, Right.HANDLE_CASES)}
    offers = {f"{one.id}": one for one in procedures.offered(sorted(places))}
    sought = _sought(request)
    said = Said(received=clock.today().isoformat())
    if request.method == "POST":
        said, day = _read(request.POST, offers)
        if day is not None and not said.errors:
            return _begin(request, offers[said.procedure], said, day, sought)
    return _draw(request, offers, sought, said)


def _read(post: Mapping[str, str], offers: Mapping[str, Offered]) -> tuple[Said, dt.date | None]:
    """What was sent, with its errors, and the day of receipt where there is one."""
    said = Said(
        post.get("procedure", ""), post.get("channel", ""), post.get("received", ""), post.get("language", "fr")
    )
    if said.procedure not in offers:
        said.errors["procedure"] = _("Choose a procedure of the list")
    if said.channel not in set(cases.entering.CHANNELS):
        said.errors["channel"] = _("Choose how the request came")
    if said.language not in ("fr", "en"):
        said.language = "fr"
    day, today = None, clock.today()
    try:
        day = dt.date.fromisoformat(said.received)
    except ValueError:
        said.errors["received"] = _("Enter the day on which the request came")
    if day is not None and day > today:
        said.errors["received"] = _("The request cannot have come in the future")
    elif day is not None and day < today - cases.entering.OLDEST:
        said.errors["received"] = _("More than a year ago: check the year")
    return said, day


def _begin(request: HttpRequest, offer: Offered, said: Said, day: dt.date, sought: Sought) -> HttpResponse:
    """Begin to enter it, with what an earlier request says of the person, and go to its first page."""
    known = cases.entering.Known()
    if sought.person:
        walls = walls_here(request)
        known = cases.entering.known_of(sought.person.case.id, walls, case_type_id=offer.case_type_id)
    try:
        draft = cases.drafts.start(
            offer.case_type_id,
            offer.organisation_id,
            by=cases.actor_of(standing(request), as_agent=True),
            at=clock.now(),
            channel=Channel(said.channel),
            language=said.language,
            answers=known.answers,
            known=known.values,
            received_on=day,
        )
    except NotFound:
        said.errors["procedure"] = _("This procedure is not offered any more")
        return _draw(request, {}, sought, said)
    return HttpResponseRedirect(reverse("procedures:intake_resume", args=[draft.id]))


def _sought(request: HttpRequest) -> Sought:
    """The requests within the agent's walls that hold what was typed, and the person who was chosen among them."""
    typed = " ".join(request.GET.get("q", "").split())
    walls, today = walls_here(request), clock.today()
    person = None
    try:
        chosen = uuid.UUID(request.GET.get("person", ""))
    except ValueError:
        chosen = None
    if chosen is not None:
        person = next(iter(finding.lines([chosen], [], walls, today=today)), None)
    if not typed:
        return Sought(person=person)
    try:
        query = Query.read({"words": typed, "state": "all"})
        page = finding.page(query, walls, person_id=person_of(request), today=today, size=SHOWN, counted=False)
    except BadQuery as wrong:
        return Sought(typed, error=" ".join(wrong.problems.values()), person=person)
    return Sought(typed, page.lines, person=person)


def _draw(request: HttpRequest, offers: Mapping[str, Offered], sought: Sought, said: Said) -> HttpResponse:
    several = len({one.organisation_id for one in offers.values()}) > 1
    titles = {
        key: f"{one.title} ({organisations.get(one.organisation_id).name})" if several else one.title
        for key, one in offers.items()
    }
    types = {(one.case_type_id, one.organisation_id): titles[key] for key, one in offers.items()}
    begun = cases.drafts.entered(by=cases.actor_of(standing(request), as_agent=True))[:SHOWN]
    parts: dict[str, Any] = {
        "procedures": [
            {"value": key, "text": titles[key], "selected": key == said.procedure}
            for key in sorted(titles, key=lambda key: titles[key].casefold())
        ],
        "channels": [
            {
                "value": str(one),
                "text": cases.channel_words(one).replace(" ", NBSP),
                "checked": str(one) == said.channel,
            }
            for one in cases.entering.CHANNELS
        ],
        "languages": [
            {"value": "fr", "text": "Français", "checked": said.language == "fr"},
            {"value": "en", "text": "English", "checked": said.language == "en"},
        ],
        "said": said,
        "sought": sought,
        "today": clock.today().isoformat(),
        "entered": request.GET.get("entered", "")[:40],
        "begun": [
            {
                "title": types.get((one.case_type_id, one.organisation_id), _("A request")),
                "came": cases.channel_words(one.channel),
                "saved": one.saved_at,
                "resume": reverse("procedures:intake_resume", args=[one.id]),
                "discard": reverse("procedures:intake_discard", args=[one.id]),
            }
            for one in begun
        ],
        "choose": [
            {"line": one, "address": f"?{urlencode({'q': sought.typed, 'person': str(one.case.id)})}#enter"}
            for one in sought.lines
        ],
    }
    return render(request, "workspace/intake.html", parts, status=422 if said.errors else 200)
