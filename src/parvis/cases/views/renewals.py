"""The calendar file of a visit, and renewing what ends."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parvis.access.api import Missing, standing, visitor
from parvis.cases.data import NotAllowed, NotFound, TurnKind, TurnState
from parvis.cases.domain import guests, own, recalling, renewing, revisions, turns
from parvis.cases.domain.actors import actor_of
from parvis.cases.domain.listing import language
from parvis.cases.models import Case, Decision
from parvis.cases.registry import draft_doors
from parvis.cases.views.addresses import page_of
from parvis.cases.views.tracking import not_here
from parvis.kernel import clock
from parvis.territory.api import sites


@never_cache
@require_safe
def visit_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmed visit of a request, for one's calendar. Raises Missing where there is none."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    found = turns.of_case(case, revisions.load(case.revision_id))
    turn = turns.current(found, TurnKind.VISIT, TurnState.CONFIRMED)
    if turn is None:
        raise Missing("visit", reference)
    response = HttpResponse(recalling.ics_of(case, turn), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.ics"'
    return response


@never_cache
@require_POST
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the renewal of one's own request, or go on with the one that was begun."""
    case = own.find(reference)
    if case is None:
        return not_here(request, reference)
    if request.site.organisation_id != case.organisation_id:  # type: ignore[attr-defined]
        raise Missing("renewal", reference)
    doors = next(iter(draft_doors), None)
    by = actor_of(standing(request), as_agent=False)
    token = "" if by.person_id else visitor(request)
    try:
        draft = renewing.renew(case, by=by, at=clock.now(), token_hash=token, language=language(), known={})
    except (NotAllowed, NotFound):
        messages.info(request, _("This request cannot be renewed now."))
        return HttpResponseRedirect(page_of(case))
    if doors is None:
        raise Missing("renewal", reference)
    return HttpResponseRedirect(doors.resume(draft.id))


def offer(request: HttpRequest, case: Case, decision: Decision | None) -> dict[str, Any] | None:
    """What the page of a case says of its validity and renewal: no statement but near the end of the validity."""
    if decision is None or decision.valid_until is None:
        return None
    published, today = revisions.load(case.revision_id), clock.today()
    said: dict[str, Any] = {
        "first": decision.valid_from,
        "last": decision.valid_until,
        "over": decision.valid_until < today,
        "renewed": None,
        "elsewhere": "",
        "offered": False,
    }
    if renewing.renewable(published, decision, today):
        said["renewed"] = renewing.renewal_of(case)
        said["offered"] = said["renewed"] is None and guests.mine(case) is None
        if request.site.organisation_id != case.organisation_id:  # type: ignore[attr-defined]
            said["elsewhere"] = sites.url(sites.of(case.organisation_id), page_of(case))
    return said
