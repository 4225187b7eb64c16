"""One's account: names and language, and the browsers that are signed in."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.identity import events as news
from parvis.identity.domain import sessions
from parvis.identity.forms import ProfileForm
from parvis.identity.models import Person
from parvis.kernel import events


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """What the person says of themselves, and the doors to address, password, security and sessions."""
    person = _person(request)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=["given_name", "family_name", "language"])
        events.publish(news.PersonChanged(person.id))
        response = HttpResponseRedirect(reverse("identity_account"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.PARVIS_HTTPS,
            samesite="Lax",
        )
        return response
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/account.html", {"form": form, "person": person}, status=status)


@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """The browsers that are signed in, the latest used first. Two queries, however many there are."""
    current = request.standing.session_id  # type: ignore[attr-defined]
    lines = sessions.lines(_person(request).id, current)
    return render(request, "identity/sessions.html", {"lines": lines})


@require_POST
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one browser's session, everywhere that it was handed to."""
    person = _person(request)
    if not sessions.end(person.id, session_id):
        raise Http404
    if session_id == request.standing.session_id:  # type: ignore[attr-defined]
        request.session.flush()
        return HttpResponseRedirect("/")
    return HttpResponseRedirect(reverse("identity_sessions"))


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every other session at once."""
    sessions.end_all(_person(request).id, but=request.standing.session_id)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("identity_sessions"))
