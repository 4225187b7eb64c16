"""The programmes that an organisation lets in: for its administrators. Make a token, see, revoke."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.access.api import Missing, Right, site, standing
from parvis.apiplatform.data import Scope
from parvis.apiplatform.domain import tokens
from parvis.apiplatform.forms import TokenForm
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.territory.api import organisations
from parvis.territory.data import Sphere

_MORE = dt.timedelta(days=1)


def organisation_of(request: HttpRequest) -> uuid.UUID:
    """The organisation that this administrator administers here; on the territory's host, the first of theirs."""
    here = site(request).organisation_id
    return standing(request).holding(Right.ADMINISTER, organisation_id=here)[0].organisation_id


@require_GET
def tokens_page(request: HttpRequest) -> HttpResponse:
    """The tokens of the organisation: three statements, whatever their number."""
    organisation_id = organisation_of(request)
    parts = {
        "organisation": organisations.get(organisation_id),
        "tokens": tokens.listed(organisation_id, at=clock.now()),
        "scopes": {str(scope): scope.label for scope in Scope},
        "spheres": {str(sphere): sphere.label for sphere in Sphere},
    }
    return render(request, "apiplatform/tokens.html", parts)


@never_cache
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The form of a token, and its secret, shown in the answer to the post and never again."""
    organisation_id = organisation_of(request)
    organisation = organisations.get(organisation_id)
    form = TokenForm(request.POST if request.method == "POST" else None, organisation_id=organisation_id)
    now = clock.now()
    if form.is_bound and form.is_valid() and tokens.count(organisation_id, at=now) >= tokens.MOST:
        form.add_error(None, _("There are too many tokens: revoke those that nobody uses."))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        by = standing(request).person_id
        assert by is not None
        made = tokens.make(
            organisation_id=organisation_id,
            name=data["name"],
            walls=[form.walls[sphere] for sphere in data["spheres"]],
            scopes=[Scope(one) for one in data["scopes"]],
            networks=data["networks"],
            per_minute=data["per_minute"],
            per_day=data["per_day"],
            expires_at=dt.datetime.combine(data["until"] + _MORE, dt.time(0), PARIS),
            by=by,
            at=now,
        )
        parts = {"organisation": organisation, "secret": made.secret, "name": data["name"], "until": data["until"]}
        return render(request, "apiplatform/token_made.html", parts)
    parts = {"organisation": organisation, "form": form}
    return render(request, "apiplatform/new_token.html", parts, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """End a token at once: its next call is refused."""
    if not tokens.revoke(token_id, at=clock.now()):
        raise Missing("token", token_id)
    return HttpResponseRedirect(reverse("apiplatform:tokens"))
