"""What django-allauth asks its project: how to write, where to go next, how to count attempts."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from parvis.identity import throttle
from parvis.identity.address import client_address, is_local_path, throttled_address
from parvis.identity.domain import letters
from parvis.identity.models import Person

#: mails that anyone can have sent to any address: they are counted by address
_ASKED_FOR = ("email_confirmation", "email_confirmation_signup", "password_reset_key", "unknown_account")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc, unused-ignore]
    """Accounts: e-mails through our letters, attempts through our counters, nowhere but our own paths after it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right."),
        "enter_current_password": gettext_lazy("Enter your current password."),
    }

    def is_safe_url(self, url: str) -> bool:
        return is_local_path(url)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """The other ways to say who one is, in the words of our pages."""
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Use the app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        return [
            way | {"description": words.get(way["id"], way["description"])}
            for way in super().get_reauthentication_methods(user)
        ]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """A closed account is answered as an unknown one: by the sign-in page."""
        return HttpResponseRedirect(reverse("account_login"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity_account")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt by address, then by account. Raises ValidationError once there were too many.

        Known and unknown accounts are counted alike, by what was typed.
        """
        email = str(credentials.get("email", ""))
        waits = [
            throttle.attempt(throttle.SIGN_IN_ADDRESS, throttled_address(request)),
            throttle.attempt(throttle.SIGN_IN_ACCOUNT, email),
        ]
        longest = max((wait for wait in waits if wait), default=None)
        if longest is not None:
            raise too_many(longest.total_seconds())

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called by allauth after a right password: that attempt was no guess (`authenticate` of the parent)."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in is not asked for their password once more before they change their account.

        "Just" is `ACCOUNT_REAUTHENTICATION_TIMEOUT` (seconds), as for the password typed again.
        """
        request = current.request
        proofs = get_authentication_records(request, request.user)
        if proofs and time.time() - proofs[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if found is not None:
            throttle.release(throttle.SIGN_IN_ACCOUNT, str(credentials.get("email", "")))
            throttle.release(throttle.SIGN_IN_ADDRESS, throttled_address(request))
        return found

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth keeps these counters in the cache; ours lapse by themselves."""

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirm an address. Whoever proves it wins over an account that claimed it and never did."""
        Person.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exclude(
            emailaddress__verified=True
        ).delete()
        return bool(super().confirm_email(request, email_address))

    #: letters that allauth sends once the transaction has ended: ours have left with it (`receivers`)
    AFTER_COMMIT = frozenset({"mfa/email/totp_activated", "mfa/email/recovery_codes_generated"})

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *rest: Any, **more: Any) -> None:
        """Tell of a change to the account, in the transaction of the change."""
        if template_prefix not in self.AFTER_COMMIT:
            super().send_notification_mail(template_prefix, user, *rest, **more)

    def tell(self, template_prefix: str, user: AbstractBaseUser) -> None:
        """Queue one of `AFTER_COMMIT` now, inside the open transaction."""
        super().send_notification_mail(template_prefix, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the e-mail in text and HTML and hand it to the post office, inside the open transaction."""
        name = template_prefix.rpartition("/")[2]
        if name in _ASKED_FOR and throttle.attempt(throttle.MAIL_ACCOUNT, email) is not None:
            return
        letters.send(name, email, {key: _ours(value) for key, value in context.items() if key != "request"})


def _ours(value: Any) -> Any:
    """A link as it goes into an e-mail: at the territory's own address, whatever port the Host header named."""
    request = current.request
    if request is None or not isinstance(value, str):
        return value
    named = request.build_absolute_uri("/")
    # The setting, not the directory of sites: reading that may cost a query, for known accounts alone.
    ours = f"{settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL}://{settings.PARVIS_HOST}/"
    return ours + value[len(named) :] if value.startswith(named) else value


def too_many(seconds: float) -> ValidationError:
    """The error that says how long to wait, in whole minutes."""
    minutes = max(1, round(seconds / 60 + 0.49))
    message = ngettext(
        "Too many attempts. Try again in %(minutes)d minute.",
        "Too many attempts. Try again in %(minutes)d minutes.",
        minutes,
    )
    return ValidationError(message % {"minutes": minutes}, code="too_many_login_attempts")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc, unused-ignore]
    """Second factors: their secrets are encrypted at rest; passkeys belong to the territory's host."""

    def encrypt(self, text: str) -> str:
        from parvis.identity.domain.sealed import seal

        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        from parvis.identity.domain.sealed import unseal

        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(getattr(settings, "PARVIS_TERRITORY_NAME", "") or settings.PARVIS_HOST)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party (WebAuthn § 5.4.2) is the territory's host: keys made there serve there alone."""
        return {"id": settings.PARVIS_HOST.partition(":")[0], "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 - allauth's own name
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("My key") if count == 0 else _("Key {number}").format(number=count + 1)
