"""What an example expects and what comes of it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from parvis.cases.data import Example
from parvis.studio.data import Document
from parvis.studio.domain.elements import find, title, words
from parvis.studio.domain.observing import Seen

#: keys whose expectation is one of two
_YES_NO = ("sendable", "eligible", "shown")
_DAYS = ("due_on", "last_day")


class Row(NamedTuple):
    """Something that may be expected. kind: of the control that changes it ("yes", "day", "status", "" for none);
    wrong: it is expected, and it is not so.
    """

    key: str
    label: str
    group: str
    kind: str
    expected: str
    seen: str
    value: Any
    ticked: bool
    wrong: bool


def rows(document: Document, example: Example, seen: Seen, wrong: frozenset[str], language: str) -> Iterator[Row]:
    """All that came out, in its order, then what is expected and did not come out at all."""
    keys = [
        *(key for key in seen.values if key != "steps"),
        *(key for key in example.expects if key not in seen.values),
    ]
    for key in keys:
        ticked = key in example.expects
        value = example.expects[key] if ticked else seen.values.get(key)
        yield Row(
            key,
            called(document, key, language),
            _group(key),
            _kind(key),
            said(document, key, example.expects[key], language) if ticked else "",
            said(document, key, seen.values[key], language) if key in seen.values else _("nothing of the kind"),
            value,
            ticked,
            key in wrong,
        )


def _kind(key: str) -> str:
    name = key.partition(":")[0]
    return "yes" if name in _YES_NO else "day" if name in _DAYS else "status" if name == "status" else ""


def _group(key: str) -> str:
    name, colon, _path = key.partition(":")
    if colon:
        return _("Shown or hidden") if name == "shown" else _("Computed")
    return _("The form") if name in ("sendable", "eligible", "missing") else _("The request, after these steps")


def called(document: Document, key: str, language: str) -> str:
    """What a key stands for."""
    name, colon, path = key.partition(":")
    if colon:
        return _element(document, path, language)
    known = {
        "sendable": _("It can be sent"),
        "eligible": _("They may ask"),
        "missing": _("Obligatory and not answered"),
        "steps": _("Its steps can be taken"),
        "status": _("Status"),
        "due_on": _("Answer due on"),
        "last_day": _("Last day of the law"),
        "mails": _("Messages sent"),
        "document": _("Text of the document"),
    }
    return known.get(name, key)


def _element(document: Document, path: str, language: str) -> str:
    """The element of a path; that of a block with the number of its row."""
    steps = path.split(".")
    place = find(document, steps[-1]) if steps[-1] else None
    if place is None:
        zone = next((one for one in document["definition"].get("zones", ()) if f"zone_{one['id']}" == path), None)
        return words(zone.get("label"), language) or path if zone else path
    name = title(place.element, language) or path
    rows = ".".join(str(int(step) + 1) for step in steps[1::2] if step.isdecimal())
    return f"{name} ({rows})" if rows else name


def said(document: Document, key: str, value: Any, language: str) -> str:
    """A value as people read it."""
    name = key.partition(":")[0]
    if name == "shown":
        return _("shown") if value is True else _("hidden")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "missing" and isinstance(value, list):
        return ", ".join(_element(document, str(path), language) for path in value) or _("nothing")
    if name == "mails" and isinstance(value, list):
        return "\n\n".join(map(str, value))
    if name == "status":
        statuses = document["definition"]["workflow"]["statuses"]
        return next((words(one["agent"], language) for one in statuses if one["id"] == value), str(value))
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
