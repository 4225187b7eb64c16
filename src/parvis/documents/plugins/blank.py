"""A form to be filled in by hand: what the pages of a procedure ask, with boxes and lines."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Blank
from parvis.documents.registry import DocumentTemplate, templates
from parvis.documents.texts import clean


def title(blank: Blank, number: str) -> str:
    return blank.title


def body(blank: Blank, number: str) -> dict[str, Any]:
    return {
        "object": blank.title,
        "intro": blank.intro,
        "parts": [
            {
                **part.model_dump(),
                "text": _heading(part.text) if part.kind == "page" else part.text,
                "kind": "text" if part.kind == "section" and not clean(part.text).strip() else part.kind,
                "number": str(part.number) if part.number else "",
                "cells": _cells(part.cells),
            }
            for part in blank.parts
        ],
        "papers": [row.model_dump() for row in blank.papers],
        "send": blank.send,
        "end": blank.end,
    }


def _heading(text: str) -> str:
    """No heading is blank (PDF/UA-1 § 7.4)."""
    return text if clean(text).strip() else "–"


def _cells(cells: tuple[tuple[str, int], ...]) -> list[dict[str, str]]:
    return [{"label": label, "squares": "x" * squares} for label, squares in cells]


def labels(blank: Blank, number: str) -> dict[str, str]:
    return {
        "running": blank.title,
        "required": _("(required)"),
        "one": _("Tick one box."),
        "some": _("Tick all that apply."),
        "joined": _("I join this paper"),
        "papers": _("Papers that go with it"),
        "send": _("Where to send or bring this form"),
        "declare": _("Date and signature"),
        "place": _("At"),
        "day": _("On"),
        "sign": _("Signature"),
    }


templates.register(DocumentTemplate("blank", gettext_lazy("Blank form"), Blank, "blank.typ", title, body, labels))
