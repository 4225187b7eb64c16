"""The messages as OpenAPI 3.1 describes them: `webhooks`, one for each event, and the schema of what they say."""

from typing import Any

from django.utils.translation import gettext as _, gettext_noop

from parvis.webhooks.registry import EVENTS, OTHER, PING

_UUID = {"type": "string", "format": "uuid"}
_HEADERS = (
    (
        "webhook-id",
        gettext_noop("Identifier of what happened: the same at each try. Keep those you know: it may come twice"),
    ),
    (
        "webhook-timestamp",
        gettext_noop("When this try was made, in seconds since 1970: refuse what is older than five minutes"),
    ),
    (
        "webhook-signature",
        gettext_noop("`v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; several, by spaces"),
    ),
)
_OF_CASE = {
    "organisation": _UUID,
    "event": {**_UUID, "description": "Id of the entry in the case's timeline"},
    "case": _UUID,
    "procedure": {"type": "string", "description": "Slug of its procedure"},
    "version": {"type": "integer", "description": "Version of the case that this made"},
    "audience": {"type": "string", "enum": ["all", "agents"], "description": "Who reads it in the timeline"},
    "links": {
        "type": "object",
        "properties": {"case": {"type": "string", "format": "uri"}, "timeline": {"type": "string", "format": "uri"}},
        "required": ["case", "timeline"],
    },
}
_ERASED = ("organisation", "event", "case", "procedure")


def schema(name: str, kind: str) -> dict[str, Any]:
    """The JSON Schema of a message of that type."""
    wanted = ("organisation",) if kind == PING else _ERASED if kind == "erased" else tuple(_OF_CASE)
    data = {one: _OF_CASE[one] for one in wanted}
    return {
        "type": "object",
        "properties": {
            "type": {"const": name},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened"},
            "data": {"type": "object", "properties": data, "required": list(data)},
        },
        "required": ["type", "timestamp", "data"],
    }


def describe(document: dict[str, Any]) -> None:
    """Add the messages to a document of OpenAPI 3.1."""
    said = {one.name: (one.kind, f"{one.label}", f"{one.words}") for one in EVENTS}
    said[OTHER] = ("", _("Something else happened to it"), _("Something else happened: its timeline says what."))
    said[PING] = (PING, _("A test"), _("A test that an administrator sends."))
    document["webhooks"] = {
        name: {"post": _operation(name, kind, label, words)} for name, (kind, label, words) in sorted(said.items())
    }


def _operation(name: str, kind: str, label: str, words: str) -> dict[str, Any]:
    return {
        "operationId": f"webhook_{name.replace('.', '_')}",
        "summary": label,
        "description": words,
        "tags": ["webhooks"],
        "parameters": [
            {"in": "header", "name": header, "required": True, "description": told, "schema": {"type": "string"}}
            for header, told in _HEADERS
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema(name, kind)}}},
        "responses": {
            "2XX": {"description": "Received. Anything else, or nothing within 15 seconds: it is tried again"},
            "410": {"description": "Gone: the webhook is paused"},
        },
        "security": [],
    }
