"""Signing in: django-allauth's page, with the people of the demonstration where it runs."""

from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import ConfirmEmailView, LoginView, SignupView
from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse

from parvis.identity import onward
from parvis.kernel.demonstration import PERSONAS, Persona


class SignIn(LoginView):  # type: ignore[misc, unused-ignore]
    """E-mail and password, or a passkey; in the demonstration, one button for each of its people."""

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        return {**super().get_context_data(**words), "personas": _personas() if settings.PARVIS_DEMO else []}


def _personas() -> list[tuple[str, list[Persona]]]:
    """The people of the demonstration under their headings."""
    return [(str(group), list(found)) for group, found in groupby(PERSONAS, key=attrgetter("group"))]


class SignUp(SignupView):  # type: ignore[misc, unused-ignore]
    """A new account; where its owner was going is kept for after the confirmation."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        onward.remember(response, self.request.POST.get("next", "") or self.request.GET.get("next", ""))
        return response


class Confirm(ConfirmEmailView):  # type: ignore[misc, unused-ignore]
    """The link of the e-mail; then to sign in, and on to where the account was asked for."""

    def get_redirect_url(self) -> str:
        path = onward.remembered(self.request)
        if path and not self.request.user.is_authenticated:
            return f"{reverse('account_login')}?{urlencode({'next': path})}"
        return str(super().get_redirect_url())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post(*args, **kwargs)
        onward.forget(response)
        return response


sign_in = SignIn.as_view()
sign_up = SignUp.as_view()
confirm = Confirm.as_view()
