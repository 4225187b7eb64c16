"""A card to cut out and put behind the windscreen."""

import io
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from parvis.documents.data import Card
from parvis.documents.domain import wording
from parvis.documents.registry import DocumentTemplate, templates


def title(card: Card, number: str) -> str:
    return _("%(title)s No. %(number)s") % {"title": card.title, "number": number}


def body(card: Card, number: str) -> dict[str, Any]:
    valid = _("from %(first)s to %(last)s") % {
        "first": wording.day(card.valid_from),
        "last": wording.day(card.valid_until),
    }
    rows = [
        (_("Holder"), card.holder),
        (_("Number"), number),
        (_("Number plate"), card.plate),
        (_("Zone"), card.zone),
        (_("Valid"), valid),
    ]
    return {
        "title": card.title,
        "number": number,
        "plate": card.plate,
        "zone": card.zone,
        "valid": valid,
        "rows": [{"label": label, "value": value} for label, value in rows if value.strip()],
        "check": card.check,
        "qr": _picture(card.check) if card.check else "",
        "rules": card.rules,
        "place-date": _("Done at %(place)s, %(day)s") % {"place": card.place, "day": wording.day(card.date)},
        "signatory": card.signatory.model_dump(),
        "appeal": card.appeal,
        "computed": card.computed,
    }


def _picture(address: str) -> str:
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, nl=False)
    return picture.getvalue().decode()


def labels(card: Card, number: str) -> dict[str, str]:
    return {
        "asked": _("Subject"),
        "answered": _("Detail"),
        "cut": _("Card to cut out and put behind the windscreen"),
        "card-number": _("Card number"),
        "plate": _("Number plate"),
        "zone": _("Zone"),
        "valid": _("Valid"),
        "card-qr-alt": _("Code to scan, by which wardens check the card: "),
        "appeal": _("How to appeal, and by when"),
        "computed": _("Decision that rests on an algorithm"),
        "running": _("card No. %(number)s") % {"number": number},
    }


templates.register(DocumentTemplate("card", gettext_lazy("Card"), Card, "card.typ", title, body, labels))
