"""An order as it is published: personal data left out."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Extract
from parvis.documents.plugins import order as orders
from parvis.documents.registry import DocumentTemplate, templates


def title(extract: Extract, number: str) -> str:
    return _("Published order No. %(number)s %(object)s") % {"number": number, "object": extract.object}


def body(extract: Extract, number: str) -> dict[str, Any]:
    notice = _("Published version: personal data were replaced by […].")
    return orders.body(extract, number) | {"notice": notice}


def labels(extract: Extract, number: str) -> dict[str, str]:
    return orders.labels(extract, number)


templates.register(
    DocumentTemplate("extract", gettext_lazy("Published order"), Extract, "order.typ", title, body, labels)
)
