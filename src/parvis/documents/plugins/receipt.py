"""*Accusé de réception*: what was received, who handles it, until when, what silence means."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Receipt
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(receipt: Receipt, number: str) -> str:
    return _("Receipt of your request %(reference)s") % {"reference": receipt.reference}


def body(receipt: Receipt, number: str) -> dict[str, Any]:
    return {
        "recipient": receipt.recipient,
        "object": _("Receipt of your request"),
        "opening": wording.receipt_opening(receipt),
        "sections": [{"title": section.title, "texts": section.texts} for section in wording.receipt_sections(receipt)],
        "rows": [row.model_dump() for row in receipt.rows],
        "signatory": None,
    }


def labels(receipt: Receipt, number: str) -> dict[str, str]:
    return {
        "what-you-told": _("What you told us"),
        "asked": _("Question"),
        "answered": _("Your answers"),
        "running": _("receipt of request %(reference)s") % {"reference": receipt.reference},
    }


templates.register(DocumentTemplate("receipt", gettext_lazy("Receipt"), Receipt, "receipt.typ", title, body, labels))
