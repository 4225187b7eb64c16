"""Web services of an organisation: listed, made, changed, removed; their secret, shown once."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.access.api import Missing, Right, site, standing
from parvis.errands.domain import services
from parvis.errands.forms import ServiceForm
from parvis.errands.models import Service
from parvis.kernel import clock
from parvis.territory.api import organisations


def _here(request: HttpRequest) -> uuid.UUID:
    """The organisation that is administered here; on the territory's host, the first of theirs."""
    here = site(request).organisation_id
    return standing(request).holding(Right.ADMINISTER, organisation_id=here)[0].organisation_id


def _find(request: HttpRequest, service_id: uuid.UUID) -> Service:
    found = Service.objects.filter(id=service_id, organisation_id=_here(request)).first()
    if found is None:
        raise Missing("web service", service_id)
    return found


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All of them."""
    here = _here(request)
    parts = {"organisation": organisations.get(here), "services": services.of(here)}
    return render(request, "errands/services.html", parts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new one; its secret is shown this once."""
    here = _here(request)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made, secret = services.make(here, data["name"], data["url"], at=clock.now())
        return _secret(request, made, secret)
    parts = {"organisation": organisations.get(here), "form": form, "service": None}
    return render(request, "errands/service.html", parts, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Change its name or address."""
    found = _find(request, service_id)
    initial = {"name": found.name, "url": found.url}
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        services.change(found, form.cleaned_data["name"], form.cleaned_data["url"], at=clock.now())
        return HttpResponseRedirect(reverse("errands:services"))
    parts = {"organisation": organisations.get(found.organisation_id), "form": form, "service": found}
    return render(request, "errands/service.html", parts, status=422 if form.errors else 200)


@never_cache
@require_POST
def renew(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """A new secret, shown this once."""
    found = _find(request, service_id)
    return _secret(request, found, services.renew(found, at=clock.now()))


@require_POST
def remove(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Take it away."""
    services.remove(_find(request, service_id))
    return HttpResponseRedirect(reverse("errands:services"))


def _secret(request: HttpRequest, found: Service, secret: str) -> HttpResponse:
    parts = {"organisation": organisations.get(found.organisation_id), "service": found, "secret": secret}
    return render(request, "errands/secret.html", parts)
