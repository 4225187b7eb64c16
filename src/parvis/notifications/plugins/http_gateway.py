"""The generic gateway: JSON over HTTP, whose headers and body the operator's settings say."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from parvis.kernel import http
from parvis.notifications.registry import Gateway, GatewayAway, GatewayRefused, Outgoing, gateways

#: what a gateway of one's own would be sent, unless PARVIS_SMS_BODY says otherwise
BODY = {"id": "{id}", "to": "{to}", "text": "{text}", "sender": "{sender}", "report": "{report}"}
#: refused for good: the number, or the words. All else may be mended (a contract that ran out, a secret that changed).
_FINAL = frozenset({400, 410, 413, 422})


def fill(shape: Any, values: Mapping[str, str]) -> Any:
    """The shape with `{name}` replaced in its strings. Values are never read again, whatever braces they hold."""
    if isinstance(shape, str):
        parts = shape.split("{")
        written = parts[0]
        for part in parts[1:]:
            name, brace, rest = part.partition("}")
            written += values[name] + rest if brace and name in values else "{" + part
        return written
    if isinstance(shape, dict):
        return {key: fill(value, values) for key, value in shape.items()}
    if isinstance(shape, list):
        return [fill(value, values) for value in shape]
    return shape


def send(text: Outgoing) -> str:
    """Hand a text over. 2xx: taken; 400, 410, 413, 422: refused for good; all else: away."""
    secret = {"secret": settings.PARVIS_SMS_SECRET}
    values = {
        "id": str(text.id),
        "to": text.to,
        "text": text.text,
        "sender": settings.PARVIS_SMS_SENDER,
        "report": text.report,
    }
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(text.id),
        **{name: str(fill(value, values | secret)) for name, value in settings.PARVIS_SMS_HEADERS.items()},
    }
    body = json.dumps(fill(settings.PARVIS_SMS_BODY or BODY, values | secret), ensure_ascii=False).encode()
    try:
        answer = http.post(settings.PARVIS_SMS_URL, body, headers=headers, seconds=settings.PARVIS_SMS_TIMEOUT)
    except http.Unreachable as error:
        raise GatewayAway(str(error)) from error
    if 200 <= answer.status < 300:
        return _name(answer.body)
    # What a gateway answers may repeat the number or the text: only the status is kept.
    said = f"the gateway answered {answer.status}"
    raise GatewayRefused(said) if answer.status in _FINAL else GatewayAway(said)


def _name(body: bytes) -> str:
    """The gateway's name of the text, where its answer has one."""
    if not settings.PARVIS_SMS_ID:
        return ""
    try:
        found = json.loads(body)
        for step in settings.PARVIS_SMS_ID.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, LookupError, TypeError):
        return ""
    return str(found)


gateways.register(Gateway("http", send))
