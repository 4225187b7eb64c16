"""The key with which this installation signs its packages, and the check of other keys' signatures."""

from __future__ import annotations

import base64
import functools
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from parvis.ledger import api as ledger

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class NoKey(Exception):
    """The key can't be used; the message says what to mend, in English: the operator's."""


def path() -> Path:
    """Where the key is: `PARVIS_PACKAGE_KEY`, or one that is made at its first use."""
    said = str(settings.PARVIS_PACKAGE_KEY)
    return Path(said) if said else Path(settings.PARVIS_VAR).absolute() / "packages" / "ed25519.pem"


def own() -> str:
    """Our public key. Raises NoKey."""
    from cryptography.hazmat.primitives import serialization

    raw = _key(path()).public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return _text(raw)


def sign(stated: Any) -> tuple[str, str]:
    """Our public key, and its signature of what is stated, as canonical JSON. Raises NoKey."""
    return own(), _text(_key(path()).sign(ledger.canonical(stated)))


def verified(stated: Any, key: str, value: str) -> bool:
    """Whether `value` is that key's signature of what is stated."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_bytes(key)).verify(_bytes(value), ledger.canonical(stated))
    except (InvalidSignature, ValueError):
        return False
    return True


def possible(key: str) -> bool:
    """Whether a text is a public key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        return len(key) == 43 and key.isascii() and bool(Ed25519PublicKey.from_public_bytes(_bytes(key)))
    except ValueError:
        return False


def fingerprint(key: str) -> str:
    """A key to be read to somebody: its first and last characters."""
    return f"{key[:8]}…{key[-8:]}" if key else ""


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


@functools.cache
def _key(place: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        if not place.exists():
            if settings.PARVIS_PACKAGE_KEY:
                raise NoKey(f"PARVIS_PACKAGE_KEY: there is no {place}")
            _make(place)
        mode = stat.S_IMODE(place.stat().st_mode)
        if mode & 0o077:
            raise NoKey(f"{place} can be read by others (mode {mode:o}): packages can't be signed with it")
        found = serialization.load_pem_private_key(place.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise NoKey(f"{place}: {error}") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise NoKey(f"{place} holds no Ed25519 key")
    return found


def _make(place: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)  # left by a process of the same number that was killed here
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, place)  # two workers that begin at once end up with the same key
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
