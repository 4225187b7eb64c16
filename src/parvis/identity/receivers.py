"""What identity does when sign-in happens elsewhere in the stack (Django's and allauth's signals)."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context as current
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db.models.signals import post_save
from django.http import HttpRequest

from parvis.identity.sessions import METHODS


def connect() -> None:
    """Connect the receivers; called once, when the application is ready."""
    authenticator_added.connect(_note_second_factor, dispatch_uid="identity.second_factor")
    post_save.connect(_tell_of_factor, sender=Authenticator, dispatch_uid="identity.tell_of_factor")


def _tell_of_factor(*, instance: Authenticator, created: bool, **_: Any) -> None:
    """Queue the letter of a new authenticator in the transaction that makes it; those of passkeys allauth sends so.

    allauth writes these two after the commit, where a dead process loses them (`AccountAdapter.AFTER_COMMIT`).
    """
    request = current.request
    match = request.resolver_match if created and request is not None else None
    name = TELLING.get((instance.type, match.view_name)) if match else None
    if name is not None:
        get_adapter(request).tell(name, instance.user)


#: which letter tells of an authenticator made on which page; codes that come with a first factor are told by that one
TELLING = {
    ("totp", "mfa_activate_totp"): "mfa/email/totp_activated",
    ("recovery_codes", "mfa_generate_recovery_codes"): "mfa/email/recovery_codes_generated",
}


def _note_second_factor(*, request: HttpRequest, authenticator: Any, **_: Any) -> None:
    """Someone who has just proved that an authenticator works has used it: this session needs no second sign-in."""
    if authenticator.type == "recovery_codes":
        return
    records = list(request.session.get(METHODS, []))
    records.append({"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": authenticator.type})
    request.session[METHODS] = records
