"""Signing in: django-allauth's page, with the people of the demonstration where it runs."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from parvis.kernel.demonstration import PERSONAS


class SignIn(LoginView):  # type: ignore[misc, unused-ignore]
    """E-mail and password, or a passkey; in the demonstration, one button for each of its people."""

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        return {**super().get_context_data(**words), "personas": list(PERSONAS) if settings.PARVIS_DEMO else []}


sign_in = SignIn.as_view()
