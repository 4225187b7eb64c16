"""Secrets that have to be read again (second factors, signatures of webhooks), encrypted at rest with a key that is
not in the database. The library is loaded at the first one.
"""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


@functools.lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(salted_hmac("parvis.sealed", "", secret=key, algorithm="sha256").digest()))
            for key in keys
        ]
    )


def _current() -> MultiFernet:
    return _box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def seal(text: str) -> str:
    """Encrypt `text` (Fernet: AES-128-CBC and HMAC-SHA-256) with a key derived from SECRET_KEY."""
    return _current().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made, also with an older secret of SECRET_KEY_FALLBACKS. Raises InvalidToken."""
    return _current().decrypt(sealed.encode()).decode()


def unsealed(sealed: str) -> str | None:
    """What `unseal` gives; None where none of our keys opens it any more."""
    from cryptography.fernet import InvalidToken

    try:
        return unseal(sealed)
    except InvalidToken:
        return None
