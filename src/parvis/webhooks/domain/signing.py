"""Signatures as Standard Webhooks 1.0 says: HMAC-SHA256 over `<id>.<timestamp>.<body>`, as `v1,<base64>`."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

MARK = "whsec_"
#: bytes of a secret: 24 to 64 by the specification
_BYTES = 32


def new_secret() -> str:
    """A secret as it is shown: `whsec_` and 256 random bits in base64."""
    return MARK + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature. timestamp: seconds since 1970, of this try. Raises ValueError for what is no secret."""
    if not secret.startswith(MARK):
        raise ValueError("not a secret of webhooks")
    key = base64.b64decode(secret.removeprefix(MARK), validate=True)
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def headers(keys: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; each key signs, so that a receiver may change over while both do."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(key, message_id, timestamp, body) for key in keys),
    }
