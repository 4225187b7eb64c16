"""The buttons of a passage: move what was chosen, stop, go on, give up, bring back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.kernel import clock
from parvis.revising.data import Refused
from parvis.revising.domain import passing
from parvis.revising.views.place import author, language, passage, procedure


def _to(case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("revising:passage", args=[case_type_id, passage_id]))


@require_POST
def move(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    """Have the ticked groups moved."""
    procedure(request, case_type_id)
    found = passage(request, case_type_id, passage_id)
    begun = "status-"
    mapping = {name.removeprefix(begun): request.POST[name] for name in request.POST if name.startswith(begun)}
    try:
        passing.move(found.id, request.POST.getlist("group"), mapping, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return _to(case_type_id, found.id)


@require_POST
def stop(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    """Stop after the request that is being moved."""
    found = passage(request, case_type_id, passage_id)
    if passing.stop(found.id):
        messages.success(request, _("Stopped. What was moved stays moved; you can go on with the rest."))
    else:
        messages.info(request, _("It was over already."))
    return _to(case_type_id, found.id)


@require_POST
def resume(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    """Go on with what was stopped."""
    found = passage(request, case_type_id, passage_id)
    try:
        if not passing.resume(found.id):
            messages.info(request, _("It was not stopped."))
    except Refused as refused:
        messages.error(request, str(refused))
    return _to(case_type_id, found.id)


@require_POST
def give_up(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    """End what was stopped, or forget what is still looked at."""
    found = passage(request, case_type_id, passage_id)
    if passing.give_up(found.id):
        messages.success(request, _("Given up. What was moved stays moved; you can look again."))
    else:
        messages.info(request, _("It was over already."))
    return HttpResponseRedirect(reverse("revising:passages", args=[case_type_id]))


@require_POST
def back(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> HttpResponse:
    """Bring back what it moved."""
    found, who = passage(request, case_type_id, passage_id), author(request)
    try:
        made = passing.bring_back(found.id, by_id=who.id, by_name=who.name, language=language(), at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return _to(case_type_id, found.id)
    return _to(case_type_id, made.id)
