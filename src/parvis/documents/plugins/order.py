"""*Arrêté*: an order of the mayor or of the president."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Order, Ordering
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(order: Order, number: str) -> str:
    return _("Order No. %(number)s %(object)s") % {"number": number, "object": order.object}


def body(order: Ordering, number: str) -> dict[str, Any]:
    return {
        "form": order.form,
        "object": order.object,
        "authority": order.authority,
        "visas": order.visas,
        "reasons": order.reasons,
        "formula": order.formula,
        "articles": [{"heading": article.heading, "text": article.text} for article in order.articles],
        "place-date": _("Done at %(place)s, %(day)s") % {"place": order.place, "day": wording.day(order.date)},
        "signatory": order.signatory.model_dump(),
        "appeal": order.appeal,
        "computed": order.computed,
    }


def labels(order: Ordering, number: str) -> dict[str, str]:
    return {
        "number": _("No. %(number)s") % {"number": number},
        "article": _("Article"),
        "appeal": _("How to appeal, and by when"),
        "computed": _("Decision that rests on an algorithm"),
        "running": _("order No. %(number)s") % {"number": number},
    }


templates.register(DocumentTemplate("order", gettext_lazy("Order"), Order, "order.typ", title, body, labels))
