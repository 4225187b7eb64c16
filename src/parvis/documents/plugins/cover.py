"""The sheet that goes before what is posted: the address where the envelope's window is, and what the letter says."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Cover
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(cover: Cover, number: str) -> str:
    return cover.object


def body(cover: Cover, number: str) -> dict[str, Any]:
    return {
        "address": cover.address,
        "object": cover.object,
        "date": wording.day(cover.date),
        "reference": _("Reference: %(reference)s") % {"reference": cover.reference} if cover.reference else "",
        "text": cover.text,
        "enclosed": _("Enclosed: the document itself, on the next pages.") if cover.enclosed else "",
    }


def labels(cover: Cover, number: str) -> dict[str, str]:
    return {"running": cover.reference or cover.object}


templates.register(DocumentTemplate("cover", gettext_lazy("Letter"), Cover, "cover.typ", title, body, labels))
