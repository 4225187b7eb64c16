"""Texts to mobile phones: through the gateway of the operator's contract, or into the demonstration's outbox."""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from parvis.config.settings.environment import DEMO, read


def _object(name: str) -> dict[str, Any]:
    try:
        found = json.loads(read(name) or "{}")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: not JSON ({error})") from error
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name}: a JSON object is expected")
    return found


def _secret() -> str:
    path = read("PARVIS_SMS_SECRET_FILE")
    if not path:
        return read("PARVIS_SMS_SECRET")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"PARVIS_SMS_SECRET_FILE: {error}") from error


PARVIS_SMS_URL = read("PARVIS_SMS_URL")
if PARVIS_SMS_URL and not PARVIS_SMS_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("PARVIS_SMS_URL: an address that begins with https:// is expected")
#: key of the gateway in `notifications.registry.gateways`; empty: no texts
PARVIS_SMS_GATEWAY = "http" if PARVIS_SMS_URL else ("simulator" if DEMO else "")
PARVIS_SMS_HEADERS = _object("PARVIS_SMS_HEADERS")
PARVIS_SMS_BODY = _object("PARVIS_SMS_BODY")
PARVIS_SMS_SECRET = _secret()
PARVIS_SMS_SENDER = read("PARVIS_SMS_SENDER")
PARVIS_SMS_ID = read("PARVIS_SMS_ID")
#: seconds that a gateway may keep a worker waiting
PARVIS_SMS_TIMEOUT = 15
