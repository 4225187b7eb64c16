"""Accepting an invitation: with the account that has its address, or by making one."""

from typing import Any

from django import forms
from django.contrib.auth import login, password_validation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from parvis.access.domain import members
from parvis.access.domain.journal import Missing
from parvis.access.middleware import sign_in_url
from parvis.identity.api import AlreadyKnown, find, register
from parvis.territory.api import organisations


class AccountForm(forms.Form):
    """What makes an account of an invitation: the link has proved the address."""

    given_name = forms.CharField(
        label=_("First name"), max_length=100, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("12 characters or more. A sentence is easy to remember."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. It is used up by accepting, not by opening: e-mail scanners open links."""
    offer = members.offer(token)
    if offer is None:
        return render(request, "access/invitation_over.html", status=410)
    parts: dict[str, Any] = {
        "offer": offer,
        "organisation": organisations.get(offer.organisation_id),
        "mine": request.user.is_authenticated and request.user.email == offer.email,
        "sign_in_url": sign_in_url(request.path),
        "form": None,
    }
    if request.user.is_authenticated and parts["mine"]:
        if request.method == "POST":
            if members.accept(token, person_id=request.user.pk, email=offer.email) is None:
                raise Missing("invitation", "")
            return HttpResponseRedirect("/")
    elif find(offer.email) is None:
        parts["form"] = AccountForm(request.POST or None)
        if request.method == "POST" and parts["form"].is_valid():
            return _begin(request, token, offer, parts["form"].cleaned_data)
    status = 422 if request.method == "POST" else 200
    return render(request, "access/invitation.html", parts, status=status)


def _begin(request: HttpRequest, token: str, offer: members.Offer, data: dict[str, str]) -> HttpResponse:
    """Make the account, take the membership, sign in; a second factor is asked for before the first agents' page."""
    try:
        person = register(
            email=offer.email,
            given_name=data["given_name"].strip(),
            family_name=data["family_name"].strip(),
            password=data["password"],
            language=(getattr(request, "LANGUAGE_CODE", "fr") or "fr")[:2],
        )
    except AlreadyKnown:
        # A second click, or another window: the account was made meanwhile, and only its password opens it.
        return HttpResponseRedirect(sign_in_url(request.path))
    if members.accept(token, person_id=person.pk, email=offer.email) is None:
        raise Missing("invitation", "")
    login(request, person, backend="parvis.identity.backends.PasswordBackend")
    return HttpResponseRedirect(reverse("mfa_index"))
