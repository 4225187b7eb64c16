"""/agents/capacites/: how much there is of what procedures allot. Agents read it, supervisors set it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from parvis.access.api import Missing, Right
from parvis.cases.data import NotFound
from parvis.cases.domain import capacities
from parvis.cases.domain.capacities import Counted, InUse, NotATable
from parvis.cases.domain.desk import rights_in
from parvis.cases.domain.listing import language
from parvis.cases.views.gate import agent, walls
from parvis.kernel import clock
from parvis.territory.api import organisations

PAGE = 100
_FIELD = "capacity-"


@require_safe
def capacities_page(request: HttpRequest) -> HttpResponse:
    """What is counted by the procedures that the acting agent handles."""
    found = capacities.counted(walls())
    spoken = language()
    parts = {
        "resources": [
            {
                "label": one.resource.label.into(spoken),
                "organisation": organisations.get(one.organisation_id).title,
                "address": reverse("cases:capacity", args=[one.wall_id, one.resource.id]),
            }
            for one in found
        ]
    }
    return render(request, "cases/agents/capacities.html", parts)


@require_safe
def capacity_page(request: HttpRequest, wall_id: uuid.UUID, resource: str) -> HttpResponse:
    """One resource: its stocks, what is taken of each, what is left."""
    return _draw(request, _counted(wall_id, resource))


@require_POST
def set_capacities(request: HttpRequest, wall_id: uuid.UUID, resource: str) -> HttpResponse:
    """Set the capacities of the lines on the page, add one, or bring a table: whichever form was sent."""
    one = _counted(wall_id, resource)
    if "add" in request.POST:
        return _add(request, one)
    if "bring" in request.POST:
        return _bring(request, one)
    return _lines(request, one)


def _counted(wall_id: uuid.UUID, resource: str) -> Counted:
    found = capacities.counted([wall_id] if wall_id in walls() else [])
    for one in found:
        if one.resource.id == resource:
            return one
    raise Missing("resource", f"{wall_id} {resource}")


def _number(text: str) -> int | None:
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 7 else None


def _lines(request: HttpRequest, one: Counted) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:20] for name in request.POST if name.startswith(_FIELD)}
    errors: dict[str, str] = {}
    wanted: dict[uuid.UUID, int | None] = {}
    for name, text in typed.items():
        capacity = _number(text)
        try:
            wanted[uuid.UUID(name.removeprefix(_FIELD))] = capacity
        except ValueError as error:
            raise Missing("stock", name) from error
        if text.strip() and (capacity is None or capacity > capacities.MOST):
            errors[name] = _("Enter a whole number")
    if not errors:
        try:
            taken = capacities.set_capacities(wanted, walls=[one.wall_id], at=clock.now())
        except NotFound as error:
            raise Missing("stock", one.resource.id) from error
        errors = {f"{_FIELD}{stock_id}": _in_use(found) for stock_id, found in taken.items()}
    if errors:
        return _draw(request, one, errors=errors, typed=typed, status=422)
    return _saved(request, one, _("Saved."))


def _in_use(taken: InUse) -> str:
    said = {"num": taken.used, "label": taken.label}
    return _("Already taken of “%(label)s”: %(num)s. The capacity cannot be lower") % said


def _add(request: HttpRequest, one: Counted) -> HttpResponse:
    parts = [request.POST.get(f"part-{number}", "")[:200] for number in range(len(one.resource.key))]
    amount = request.POST.get("amount", "")[:20]
    capacity, errors = _number(amount), {}
    typed = {"amount": amount} | {f"part-{number}": text for number, text in enumerate(parts)}
    for number, text in enumerate(parts):
        if not text.strip():
            errors[f"part-{number}"] = _("Say which one")
    if capacity is None or capacity > capacities.MOST:
        errors["amount"] = _("Enter a whole number")
    if not errors and capacity is not None:
        try:
            capacities.add(one, parts, capacity, at=clock.now())
        except InUse as taken:
            errors["amount"] = _in_use(taken)
        except ValueError:
            errors["part-0"] = _("Say which one")
    if errors:
        return _draw(request, one, errors=errors, typed=typed, status=422)
    return _saved(request, one, _("Saved."))


def _bring(request: HttpRequest, one: Counted) -> HttpResponse:
    sent = request.FILES.get("table")
    if sent is None:
        return _draw(request, one, errors={"table": _("Choose a CSV file")}, status=422)
    try:
        count = capacities.bring(one, sent.read(capacities.MOST_BYTES + 1), at=clock.now())
    except NotATable as found:
        return _draw(request, one, problems=found.problems, status=422)
    told = ngettext("One line was imported.", "%(num)s lines were imported.", count) % {"num": count}
    return _saved(request, one, told)


def _saved(request: HttpRequest, one: Counted, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("cases:capacity", args=[one.wall_id, one.resource.id]))


def _draw(
    request: HttpRequest,
    one: Counted,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    spoken, typed = language(), typed or {}
    here = reverse("cases:capacity", args=[one.wall_id, one.resource.id])
    after = capacities.place(request.GET.get("apres", ""))
    found = capacities.lines(one, at=clock.now(), after=after, limit=PAGE + 1)
    default = one.resource.default
    lines: list[dict[str, Any]] = []
    for line in found[:PAGE]:
        capacity = default if line.capacity is None else line.capacity
        name = f"{_FIELD}{line.id}"
        lines.append(
            {
                "label": line.label,
                "name": name,
                "value": typed.get(name, "" if line.capacity is None else str(line.capacity)),
                "used": line.used,
                "left": "" if capacity is None else max(0, capacity - line.used),
            }
        )
    parts = {
        "label": one.resource.label.into(spoken),
        "unit": one.resource.unit.into(spoken),
        "organisation": organisations.get(one.organisation_id).title,
        "default": default,
        "lines": lines,
        "columns": [part.label.into(spoken) for part in one.resource.key],
        "may_set": Right.ASSIGN_CASES in rights_in(agent(request), one.wall_id),
        "address": reverse("cases:set_capacities", args=[one.wall_id, one.resource.id]),
        "errors": errors or {},
        "typed": typed,
        "problems": problems or [],
        "unsaved": any(name.startswith(_FIELD) for name in errors or ()),
        "before": here if after else "",
        "after": f"{here}?apres={found[PAGE - 1].place}" if len(found) > PAGE else "",
    }
    return render(request, "cases/agents/capacity.html", parts, status=status)
