"""What identity does when sign-in happens elsewhere in the stack (Django's and allauth's signals)."""

import time
from typing import Any

from allauth.mfa.signals import authenticator_added
from django.http import HttpRequest

from parvis.identity.sessions import METHODS


def connect() -> None:
    """Connect the receivers; called once, when the application is ready."""
    authenticator_added.connect(_note_second_factor, dispatch_uid="identity.second_factor")


def _note_second_factor(*, request: HttpRequest, authenticator: Any, **_: Any) -> None:
    """Someone who has just proved that an authenticator works has used it: this session needs no second sign-in."""
    if authenticator.type == "recovery_codes":
        return
    records = list(request.session.get(METHODS, []))
    records.append({"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": authenticator.type})
    request.session[METHODS] = records
