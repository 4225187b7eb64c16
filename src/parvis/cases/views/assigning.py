"""Who follows a case: oneself, a colleague, another department."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.access.api import Colleague, Missing, Right, colleagues
from parvis.cases.data import Conflict, NotAllowed
from parvis.cases.domain import desk, revisions
from parvis.cases.domain.listing import language
from parvis.cases.domain.messaging import assign
from parvis.cases.models import Case
from parvis.cases.views import conflicts, ways
from parvis.cases.views.agents import MOST_WORDS
from parvis.cases.views.gate import agent, case_or_missing, version_of
from parvis.kernel import clock
from parvis.territory.api import departments
from parvis.territory.data import Department


def handlers(case: Case) -> dict[str, Colleague]:
    """Who may be given the case: in force today, inside its wall, with a role that handles cases. By name."""
    today = clock.today()
    found: dict[str, Colleague] = {}
    for one in colleagues(case.organisation_id):
        in_force = one.since <= today and (one.until is None or one.until >= today)
        if in_force and case.wall_id in one.walls and Right.HANDLE_CASES in one.rights:
            found.setdefault(str(one.person_id), one)
    return found


def people(case: Case) -> list[dict[str, str]]:
    """Who may be given the case, as options."""
    return [{"value": key, "text": found.name} for key, found in handlers(case).items()]


def _places(case: Case) -> list[Department]:
    """The departments that may have the case: the open ones, and its own, which may have closed since."""
    return [
        one
        for one in departments.of(case.organisation_id, closed=True)
        if not one.is_closed or one.id == case.department_id
    ]


@require_http_methods(["GET", "POST"])
def assign_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case, give it back, give it to a colleague or to another department."""
    case = case_or_missing(reference)
    by = agent(request)
    rights = desk.rights_in(by, case.wall_id)
    if case.closed_at:
        messages.warning(request, _("This request is finished: nobody has to follow it any more."))
        return HttpResponseRedirect(ways.page_of(case, request))
    if request.method == "GET":
        if Right.ASSIGN_CASES not in rights:
            raise Missing("assignment", reference)
        return _draw(request, case)
    to, place = request.POST.get("to", ""), request.POST.get("department", str(case.department_id))
    known = {str(found.id): found for found in _places(case)}
    people = handlers(case) if to not in ("", "me") else {}
    if place not in known:
        return _draw(request, case, to=to, error=("department", _("Choose a department of the list")), status=422)
    person_id, name = None, ""
    if to == "me":
        person_id, name = by.person_id, by.name
    elif to and to in people:
        person_id, name = people[to].person_id, people[to].name
    elif to:
        return _draw(request, case, department=place, error=("to", _("Choose somebody of the list")), status=422)
    version, department_id = version_of(request), known[place].id
    if len(request.POST.get("reason", "")) > MOST_WORDS:
        error = _("Your text is too long: %(num)s characters at most") % {"num": MOST_WORDS}
        return _draw(request, case, to=to, department=place, error=("reason", error), status=422)
    try:
        name = assign(
            case.id,
            by=by,
            at=clock.now(),
            version=version,
            assignee_id=person_id,
            assignee_name=name,
            department_id=department_id,
            reason=request.POST.get("reason", "").replace("\r\n", "\n"),
        ).assignee_name
    except Conflict as conflict:
        if not desk.assigned_already(conflict, person_id, department_id, by=by, version=version):
            parts = _parts(
                case,
                to=to,
                department=place,
                reason=request.POST.get("reason", ""),
                mine=Right.ASSIGN_CASES not in rights,
            )
            return conflicts.draw(request, case, conflict, "cases/agents/_assign.html", parts)
    except NotAllowed as refused:
        raise Missing("assignment", reference) from refused
    if person_id is None:
        messages.success(request, _("The request is back with the department."))
    else:
        messages.success(request, _("%(name)s follows the request now.") % {"name": name})
    return HttpResponseRedirect(ways.page_of(case, request))


def _parts(
    case: Case,
    *,
    to: str,
    department: str,
    reason: str = "",
    error: tuple[str, str] | None = None,
    mine: bool = False,
) -> dict[str, Any]:
    """What the form shows. mine: for an agent who may only take a case or give it back."""
    people = {} if mine else handlers(case)
    options = [{"value": "", "text": _("Nobody in particular"), "selected": not to}]
    if mine or to == "me":
        options.append({"value": "me", "text": _("Me"), "selected": to == "me"})
    options += [{"value": key, "text": found.name, "selected": key == to} for key, found in people.items()]
    places = [found for found in _places(case) if not mine or str(found.id) == department]
    return {
        "people": options,
        "places": [
            {"value": str(found.id), "text": str(found.name), "selected": str(found.id) == department}
            for found in places
        ],
        "errors": {error[0]: error[1]} if error else {},
        "reason": reason,
    }


def _draw(
    request: HttpRequest,
    case: Case,
    *,
    to: str | None = None,
    department: str = "",
    error: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    desk.consulted(case)
    parts = _parts(
        case,
        to=str(case.assignee_id or "") if to is None else to,
        department=department or str(case.department_id),
        reason=request.POST.get("reason", ""),
        error=error,
    )
    parts |= {
        "case": case,
        "way": ways.way_of(request),
        "name": revisions.load(case.revision_id).definition.name.into(language()),
    }
    return render(request, "cases/agents/assign.html", parts, status=status)
