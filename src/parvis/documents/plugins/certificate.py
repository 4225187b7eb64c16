"""A certificate: what the administration states of somebody, fact by fact."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Certificate
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(certificate: Certificate, number: str) -> str:
    return _("%(title)s No. %(number)s") % {"title": certificate.title, "number": number}


def body(certificate: Certificate, number: str) -> dict[str, Any]:
    day = wording.day(certificate.date)
    return {
        "title": certificate.title,
        "opening": certificate.opening,
        "rows": [row.model_dump() for row in certificate.rows],
        "text": certificate.text,
        "place-date": _("Done at %(place)s, %(day)s") % {"place": certificate.place, "day": day},
        "signatory": certificate.signatory.model_dump(),
        "appeal": certificate.appeal,
        "computed": certificate.computed,
    }


def labels(certificate: Certificate, number: str) -> dict[str, str]:
    return {
        "number": _("No. %(number)s") % {"number": number},
        "asked": _("Subject"),
        "answered": _("Detail"),
        "appeal": _("How to appeal, and by when"),
        "computed": _("Decision that rests on an algorithm"),
        "running": _("certificate No. %(number)s") % {"number": number},
    }


templates.register(
    DocumentTemplate("certificate", gettext_lazy("Certificate"), Certificate, "certificate.typ", title, body, labels)
)
