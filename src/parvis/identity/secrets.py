"""Secrets that travel (session keys, codes, links): random, kept as SHA-256 only.

They carry 256 random bits, so a plain digest suffices: there is nothing to guess (OWASP, session management).
"""

import hashlib
import secrets


def fresh() -> str:
    """A new secret: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
