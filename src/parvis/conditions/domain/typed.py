"""Imagined answers: one input for a term, and the value that it says."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from parvis.conditions.data import Unfinished
from parvis.conditions.domain import values
from parvis.conditions.domain.operators import Family, family
from parvis.expressions.api import Kind, Sense, Term


def control(term: Term, chosen: str) -> dict[str, Any]:
    """What the input of a term is: {"kind", "options", "unit"}."""
    of = family(term)
    unit = "€" if term.sense is Sense.CENTS else ""
    if of is Family.BOOLEAN:
        offered = [("", _("no answer")), ("yes", _("yes")), ("no", _("no"))]
    elif of in (Family.CHOICE, Family.CHOICES):
        offered = [("", _("no answer")), *((one, term.choices.get(one, one)) for one in term.variable.choices)]
    else:
        return {"kind": "date" if of is Family.DATE else "text", "options": [], "unit": unit}
    options = [{"value": value, "text": text, "selected": value == chosen} for value, text in offered]
    return {"kind": "choice", "options": options, "unit": unit}


def value(text: str, term: Term) -> tuple[Any, str]:
    """The value that was typed (None: no answer), and what is wrong with it."""
    kind = term.variable.kind
    if not text.strip():
        return None, ""
    if kind is Kind.BOOLEAN:
        return text == "yes", ""
    try:
        found = values.read(text.strip(), term)
    except Unfinished as error:
        return None, str(error)
    return ([found] if kind is Kind.CHOICES else found), ""
