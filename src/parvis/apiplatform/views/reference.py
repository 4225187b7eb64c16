"""The reference of the API: a page made from its own description, with the command that makes each call."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from parvis.apiplatform.data import PROBLEMS, Scope
from parvis.kernel.i18n_rest import plain

_LONGEST = 200


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation, and every kind of refusal. What is filled in comes back in a command. No statement."""
    from parvis.apiplatform.interface import description

    spoken = "en" if (get_language() or "fr").startswith("en") else "fr"
    document = description(spoken)
    asked = request.GET.get("operation", "")
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = _operation(request, document, path, method, operation, asked)
            groups.setdefault(operation["tags"][0], []).append(shown)
    parts = {
        "groups": groups,
        "told": [(name, one["post"]["summary"]) for name, one in document.get("webhooks", {}).items()],
        "problems": [(kind, one.status, one.title) for kind, one in PROBLEMS.items()],
        "scopes": [(str(scope), scope.label) for scope in Scope],
    }
    return render(request, "apiplatform/reference.html", parts)


def _operation(
    request: HttpRequest, document: dict[str, Any], path: str, method: str, operation: dict[str, Any], asked: str
) -> dict[str, Any]:
    chosen = operation["operationId"] == asked
    parameters = []
    for one in operation.get("parameters", []):
        name = one["name"]
        value = request.GET.get(name, "")[:_LONGEST] if chosen else ""
        parameters.append(
            {
                "name": name,
                "in": one["in"],
                "needed": one.get("required", False),
                "words": _plain(one.get("description") or one["schema"].get("description", "")),
                "choices": _choices(one["schema"]),
                "value": "".join(letter for letter in value if letter.isprintable()),
            }
        )
    body: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    answers = {str(status): one for status, one in operation["responses"].items()}
    good = next(status for status in answers if status.startswith("2"))
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation.get("summary", ""),
        "words": _plain(operation.get("description", "")),
        "parameters": parameters,
        "body": _fields(document, _schema(body)),
        "gives": _fields(document, _schema(answers[good].get("content", {}))),
        "status": good,
        "refusals": [status for status in answers if status.startswith(("4", "5"))],
        "chosen": chosen,
        "media": next(iter(body), ""),
        "example": _example(document, body["application/json"]["schema"]) if "application/json" in body else "",
        "parts": _parts(document, body.get("multipart/form-data", {}).get("schema", {})),
        "command": _command(request, path, method, parameters, next(iter(body), "")),
    }


def _plain(words: str) -> str:
    """Words of the description, without its marks."""
    return plain(words.replace("`", ""))


def _choices(schema: dict[str, Any]) -> list[str]:
    """What a parameter may be, where that is one of a few; nothing else."""
    return ["true", "false"] if schema.get("type") == "boolean" else [str(one) for one in schema.get("enum", ())]


def _schema(content: dict[str, Any]) -> dict[str, Any]:
    """The schema of the only type of content; empty for none."""
    found: dict[str, Any] = next((one.get("schema", {}) for one in content.values()), {})
    return found


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The properties of a schema, one level deep, with their types."""
    found = _resolved(document, schema)
    found = _resolved(document, found.get("items", found))
    needed = found.get("required", [])
    return [
        {
            "name": name + ("" if name in needed else "?"),
            "type": _type(document, one),
            "words": _plain(one.get("description", "")),
        }
        for name, one in found.get("properties", {}).items()
    ]


def _example(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """A body to begin with: what is needed, empty."""
    found = _resolved(document, schema)
    empty: dict[str, Any] = {"object": {}, "array": [], "integer": 0, "number": 0, "boolean": False}
    needed = found.get("required", [])
    said = {
        name: empty.get(_resolved(document, one).get("type", ""), "")
        for name, one in found.get("properties", {}).items()
        if name in needed
    }
    return json.dumps(said, indent=2)


def _parts(document: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a form that brings a file."""
    return [
        {"name": name, "file": one.get("format") == "binary" or "contentMediaType" in one}
        for name, one in _resolved(document, schema).get("properties", {}).items()
    ]


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    ref = schema.get("$ref", "")
    found: dict[str, Any] = document["components"]["schemas"][ref.rpartition("/")[2]] if ref else schema
    return found


def _type(document: dict[str, Any], schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(_type(document, one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2]).removesuffix("Out")
    if schema.get("type") == "array":
        return f"[{_type(document, schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", "…"))


def _command(request: HttpRequest, path: str, method: str, parameters: list[dict[str, Any]], media: str) -> str:
    """The call as one types it in a shell: texts are quoted so that a shell takes them as they are."""
    query: list[tuple[str, str]] = []
    lines = [f"curl -X {method.upper()}" if method != "get" else "curl"]
    lines.append('-H "Authorization: Bearer $TOKEN"')
    for one in parameters:
        slot = "{" + one["name"] + "}"
        if one["in"] == "path":
            path = path.replace(slot, quote(one["value"], safe="") or slot)
        elif one["value"] and one["in"] == "query":
            query.append((one["name"], one["value"]))
        elif one["value"]:
            lines.append(f"-H {_quoted(one['name'] + ': ' + one['value'])}")
    if media == "application/json":
        lines.append("-H 'Content-Type: application/json' -d @body.json")
    elif media:
        lines.append("-F field=… -F file=@…")
    address = request.build_absolute_uri(path) + (f"?{urlencode(query)}" if query else "")
    return " \\\n  ".join([*lines, _quoted(address.replace("%7B", "{").replace("%7D", "}"))])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
