"""Taking a request from the list, without opening it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.access.api import standing
from parvis.cases import api as cases
from parvis.cases.data import Conflict, NotAllowed, NotFound
from parvis.finding.data import BadQuery, Query
from parvis.kernel import clock
from parvis.workspace.views.asked import base_of, query_of


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Have the acting agent follow a case of the list, and draw the list again where it was.

    `case`: the id and the version that was seen. Whoever came first is said, and nothing is taken from them.
    """
    ident, _dot, version = request.POST.get("case", "").partition(".")
    by = cases.actor_of(standing(request), as_agent=True)
    try:
        taken = cases.assign(
            uuid.UUID(ident),
            by=by,
            at=clock.now(),
            version=int(version),
            assignee_id=by.person_id,
            assignee_name=by.name,
        )
    except Conflict as conflict:
        mine = any(entry.kind == "assigned" and entry.actor_id == by.person_id for entry in conflict.theirs)
        if not mine:  # a second click took nothing from anybody
            messages.warning(request, _("Someone else changed this request first: nothing was taken."))
    except (NotAllowed, NotFound, ValueError):
        messages.warning(request, _("This request can’t be taken now."))
    else:
        messages.success(request, _("You follow %(reference)s now.") % {"reference": taken.reference})
    base = base_of(request, request.GET.get("list", ""))
    places = {name: request.GET[name] for name in ("after", "before") if name in request.GET}
    try:
        query = query_of(base, request.GET)
    except BadQuery:
        query = Query()
    return HttpResponseRedirect(base.page(query, **places))
