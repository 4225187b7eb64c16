"""Everything of one's own as a file: asked for, followed, fetched. For the person alone."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.access.api import Missing, standing
from parvis.cases.domain import copying
from parvis.cases.domain.listing import language
from parvis.files import api as files
from parvis.identity.api import attempt
from parvis.kernel import clock
from parvis.kernel.reach import current
from parvis.kernel.ui.errors import too_many_requests


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of all that one's account, or this browser, opens; see how far it is."""
    subjects = _own(request)
    if request.method == "POST" and subjects:
        wait = attempt(copying.ASKED, str(subjects[0]))
        if wait is not None:
            return too_many_requests(request, retry_after=round(wait.total_seconds()))
        copying.ask(subjects, language=language(), at=clock.now())
        return HttpResponseRedirect(reverse("cases:copies"))
    found = copying.of(subjects, at=clock.now())[:5]
    return render(request, "cases/residents/copies.html", {"copies": list(found), "any": bool(subjects)})


@never_cache
@require_safe
def copy(request: HttpRequest, copy_id: uuid.UUID) -> HttpResponseBase:
    """The file. Missing for anybody else, once its time is over, and while it is being made."""
    subjects = _own(request)
    found = copying.of(subjects, at=clock.now()).filter(id=copy_id).first()
    file = copying.file_of(found) if found is not None else None
    if file is None:
        raise Missing("copy", copy_id)
    return files.download(file)


def _own(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    """What is one's own: not the requests that one follows as somebody's guest."""
    reach, theirs = current(), standing(request).guest_of
    return tuple(one for one in reach.subjects if one not in theirs) if reach else ()
