"""A refusal: what was asked, why not in law and in fact, how to appeal."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Refusal
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(refusal: Refusal, number: str) -> str:
    return _("Decision No. %(number)s: %(object)s") % {"number": number, "object": refusal.object}


def body(refusal: Refusal, number: str) -> dict[str, Any]:
    return {
        "recipient": refusal.recipient,
        "object": refusal.object,
        "opening": refusal.opening,
        "rows": [row.model_dump() for row in refusal.rows],
        "law": refusal.law,
        "facts": refusal.facts,
        "decision": refusal.decision,
        "place-date": _("Done at %(place)s, %(day)s") % {"place": refusal.place, "day": wording.day(refusal.date)},
        "signatory": refusal.signatory.model_dump(),
        "appeal": refusal.appeal,
        "computed": refusal.computed,
    }


def labels(refusal: Refusal, number: str) -> dict[str, str]:
    return {
        "number": _("Decision No. %(number)s") % {"number": number},
        "asked": _("What you asked"),
        "answered": _("Your answers"),
        "law": _("What the law says"),
        "facts": _("What we found"),
        "decision": _("Our decision"),
        "appeal": _("How to appeal, and by when"),
        "computed": _("Decision that rests on an algorithm"),
        "running": _("decision No. %(number)s") % {"number": number},
    }


templates.register(DocumentTemplate("refusal", gettext_lazy("Refusal"), Refusal, "refusal.typ", title, body, labels))
