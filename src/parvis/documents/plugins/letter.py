"""Any other letter to one recipient."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Letter
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(letter: Letter, number: str) -> str:
    return letter.object


def body(letter: Letter, number: str) -> dict[str, Any]:
    return {
        "recipient": letter.recipient,
        "object": letter.object,
        "references": letter.references,
        "text": letter.text,
        "rows": [row.model_dump() for row in letter.rows],
        "place-date": _("Done at %(place)s, %(day)s") % {"place": letter.place, "day": wording.day(letter.date)},
        "signatory": letter.signatory.model_dump(),
        "appeal": letter.appeal,
    }


def labels(letter: Letter, number: str) -> dict[str, str]:
    return {
        "asked": _("Subject"),
        "answered": _("Detail"),
        "appeal": _("How to appeal, and by when"),
        "running": _("letter No. %(number)s") % {"number": number} if number else letter.object,
    }


templates.register(DocumentTemplate("letter", gettext_lazy("Letter"), Letter, "letter.typ", title, body, labels))
