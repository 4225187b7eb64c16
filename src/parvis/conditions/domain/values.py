"""Values as people type them, and as rules hold them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, gettext as _

from parvis.conditions.data import Unfinished
from parvis.expressions.api import Kind, Sense, Term
from parvis.kernel.hours import minutes_of, read_time
from parvis.territory.api import communes

_CODE = re.compile(r"\(?([0-9][0-9AB][0-9]{3})\)?$")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_MINUTES = 24 * 60
_LARGEST = Decimal(9_007_199_254_740_991)


def read(text: str, term: Term) -> Any:
    """The literal of a rule that a text says for a term. Raises Unfinished."""
    kind = term.variable.kind
    if term.sense is Sense.COMMUNE:
        return _commune(text)
    if term.sense is Sense.TIME:
        return time(text)
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        return number(text, whole=kind is Kind.INTEGER, cents=term.sense is Sense.CENTS)
    if kind is Kind.DATE:
        return day(text)
    if not text:
        raise Unfinished(_("Give a value."))
    return text


def shown(value: Any, term: Term) -> str | None:
    """What the input of a term shows for a literal; None for one that it can't hold."""
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return None
    if term.sense is Sense.COMMUNE:
        return commune_words(value) if isinstance(value, str) else None
    if term.sense is Sense.TIME:
        return time_words(value) if isinstance(value, int) and 0 <= value < _DAY_MINUTES else None
    if term.variable.kind in (Kind.INTEGER, Kind.DECIMAL):
        return None if isinstance(value, str) else number_words(value, cents=term.sense is Sense.CENTS)
    if not isinstance(value, str) or not value or value != value.strip() or "\n" in value or "\r" in value:
        return None
    return value


def number(text: str, *, whole: bool = False, cents: bool = False) -> int | float:
    """A number as it is typed: a comma or a point, spaces between thousands; euros give cents. Raises Unfinished."""
    bare = "".join(text.split()).replace("\u2212", "-").removesuffix("€").replace(",", ".")
    if not bare:
        raise Unfinished(_("Give a number."))
    try:
        found = Decimal(bare)
    except InvalidOperation:
        raise Unfinished(_("“%(text)s” is not a number.") % {"text": text[:40]}) from None
    if not found.is_finite() or abs(found) > _LARGEST / 100:
        raise Unfinished(_("“%(text)s” is not a number.") % {"text": text[:40]})
    if cents:
        found *= 100
        if found != found.to_integral_value():
            raise Unfinished(_("An amount has two decimals at most."))
    if found == found.to_integral_value():
        return int(found)
    if whole:
        raise Unfinished(_("A whole number is expected here."))
    return float(found)


def number_words(value: int | float, *, cents: bool = False) -> str:
    """The number as it is typed."""
    found = Decimal(repr(value)) / 100 if cents else Decimal(repr(value))
    text = f"{found:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if get_language() == "fr" else text


def day(text: str) -> str:
    """A day as browsers send it. Whether it exists, the checker of rules says. Raises Unfinished."""
    if not text:
        raise Unfinished(_("Give a day."))
    if not _DAY.fullmatch(text):
        raise Unfinished(_("“%(text)s” is not a day: 2026-05-04 is one.") % {"text": text[:40]})
    return text


def _commune(text: str) -> str:
    if not text:
        raise Unfinished(_("Give a commune."))
    coded = _CODE.search(text)
    if coded:
        return coded[1]
    found = [one for one in communes.search(text[:100], 10) if one.name.casefold() == text.casefold()]
    if len(found) != 1:
        said = _("Give the commune with its INSEE code: Dunkerque (59183).")
        raise Unfinished(said if not found else _("Several communes are called so.") + " " + said)
    return found[0].insee


def commune_words(code: str) -> str:
    """A commune for readers: its name and its code."""
    found = communes.get(code) if _CODE.fullmatch(code) else None
    return f"{found.name} ({code})" if found else code


def time(text: str) -> int:
    """Minutes since midnight of a time as it is typed. Raises Unfinished."""
    found = read_time(text) if len(text) <= 20 else None
    if found is None:
        raise Unfinished(_("Write the time like 18:30"))
    return minutes_of(found)


def time_words(minutes: int) -> str:
    """The input of a time: 18:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


def words(value: Any, term: Term | None) -> str:
    """A value for readers, as an explanation says it."""
    if value is None or value == "" or value == []:
        return _("no answer")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return str(len(value))
        return ", ".join(words(each, term) for each in value)
    if term is not None:
        if isinstance(value, str) and value in term.choices:
            return term.choices[value]
        if term.sense is Sense.COMMUNE and isinstance(value, str):
            return commune_words(value)
        if term.sense is Sense.TIME and isinstance(value, int) and 0 <= value < _DAY_MINUTES:
            return time_words(value)
        if term.sense is Sense.CENTS and isinstance(value, int | float):
            return f"{number_words(value, cents=True)}\u00a0€"
    if isinstance(value, int | float):
        return number_words(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return str(value)
