"""Linking cases, taking a link away, saying that two requests are not the same one."""

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.access.api import Missing, Right
from parvis.cases.data import LinkKind, NotAllowed, NotFound
from parvis.cases.domain import desk, relating, revisions
from parvis.cases.domain.listing import language
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.models import Case
from parvis.cases.views.gate import agent, case_or_missing, walls
from parvis.cases.views.telling import link_words
from parvis.kernel import clock


def parts(case: Case) -> dict[str, Any]:
    """What the case's page shows beside: links, and requests that may be the same. One statement."""
    found = relating.around(case)
    shown = [
        {
            "case": one,
            "words": link_words(one.kind, forward=one.forward) if one.link_id else "",
            "status": relating.status_words(one, language()),
            "common": common_words(one.common),
        }
        for one in found
    ]
    return {
        "linked": [one for one in shown if one["words"]],
        "alike": [one for one in shown if not one["words"]],
    }


def common_words(kinds: Collection[str]) -> str:
    """What two requests have in common."""
    names = {
        "person": _("the same account"),
        "association": _("the same association"),
        "email": _("the same e-mail address"),
        "phone": _("the same telephone number"),
        "plate": _("the same plate"),
        "identity": _("the same person named"),
        "address": _("the same address"),
    }
    return ", ".join(text for kind, text in names.items() if kind in kinds)


@require_http_methods(["GET", "POST"])
def link_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what a case has to do with another, named by its reference."""
    case = case_or_missing(reference)
    by = agent(request)
    if case.wall_id in by.lent or Right.HANDLE_CASES not in desk.rights_in(by, case.wall_id):
        raise Missing("link", reference)
    if request.method == "GET":
        desk.consulted(case)
        return _draw(request, case, "", LinkKind.SAME_EVENT)
    typed, said = request.POST.get("other", "").strip()[:60], request.POST.get("kind", "")
    errors = {}
    kind = LinkKind(said) if said in set(LinkKind) else None
    if kind is None:
        errors["kind"] = _("Choose what they have to do with each other")
    other = _other(typed)
    if other is None or other.id == case.id:
        errors["other"] = _("No other request of yours has this reference: check each character")
    if errors or kind is None or other is None:
        return _draw(request, case, typed, kind, errors, status=422)
    try:
        relating.link(case.id, other.id, kind, by=by, at=clock.now())
    except (NotAllowed, NotFound) as refused:
        raise Missing("link", reference) from refused
    if kind is LinkKind.DIFFERENT:
        messages.success(request, _("They are no longer shown as the same request."))
    else:
        messages.success(request, _("The requests are linked."))
    return HttpResponseRedirect(f"{reverse('cases:agent_case', args=[case.reference])}#liens")


@require_POST
def unlink(request: HttpRequest, reference: str, link_id: uuid.UUID) -> HttpResponse:
    """Take a link away. A second click finds it gone."""
    case = case_or_missing(reference)
    try:
        if relating.unlink(case.id, link_id, by=agent(request), at=clock.now()):
            messages.success(request, _("The link has been removed."))
    except (NotAllowed, NotFound) as refused:
        raise Missing("link", link_id) from refused
    return HttpResponseRedirect(f"{reverse('cases:agent_case', args=[case.reference])}#liens")


def _other(typed: str) -> Case | None:
    try:
        sought = key(typed)
    except NotAReference:
        return None
    return Case.objects.filter(wall_id__in=walls(), reference_key=sought).first()


def _draw(
    request: HttpRequest,
    case: Case,
    typed: str,
    kind: LinkKind | None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "case": case,
        "name": revisions.load(case.revision_id).definition.name.into(language()),
        "typed": typed,
        "kinds": [
            {"value": one, "text": link_words(one, forward=True), "checked": one == kind}
            for one in LinkKind
            if one is not LinkKind.DIFFERENT
        ],
        "errors": errors or {},
    }
    return render(request, "cases/agents/link.html", shown, status=status)
