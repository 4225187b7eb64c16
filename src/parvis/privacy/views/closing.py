"""Closing one's account: what goes, what goes on, what the law keeps and until when; then the password."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from parvis.access.api import forget, standing
from parvis.kernel import clock
from parvis.privacy.domain import closing


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """What closing does; with the password, it is done at once. Who serves here, or did, is told whom to ask."""
    person_id = standing(request).person_id
    assert person_id is not None
    if closing.serves(person_id):
        return render(request, "privacy/serves.html", status=403 if request.method == "POST" else 200)
    error = ""
    if request.method == "POST":
        if request.user.check_password(request.POST.get("password", "")):
            closing.close(person_id, at=clock.now())
            request.session.flush()
            response = HttpResponseRedirect(reverse("privacy:closed"))
            forget(response)
            return response
        error = _("That is not your password")
    parts = {"becomes": closing.prospect(person_id, at=clock.now()), "error": error}
    return render(request, "privacy/close.html", parts, status=422 if error else 200)


@never_cache
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Said once it is done, to nobody any more."""
    return render(request, "privacy/closed.html")
