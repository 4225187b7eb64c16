"""What is typed in a filter, as the database compares it. Raises NotUnderstood with words for who typed it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from parvis.finding.domain.sortkeys import SCALE, days, microseconds, sortkey
from parvis.forms.data import IndexKind
from parvis.kernel.clock import PARIS

_RELATIVE = re.compile(r"(today|aujourd['’]hui|sunday|dimanche) ?([+-][0-9]{1,4})?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,6})?")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class NotUnderstood(ValueError):
    """A value that is none of its column; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when: what `me` and `today` are."""

    person_id: uuid.UUID | None
    today: dt.date


def day(text: str, asking: Asking) -> dt.date:
    """A day: ISO 8601, 31/12/2026, or from today on: `today`, `today-7`, `sunday` (that of this week).

    `aujourd’hui` and `dimanche` are the same, in either language: people share the addresses of their lists.
    """
    relative = _RELATIVE.fullmatch(text)
    try:
        if relative:
            base = asking.today
            if relative[1].lower() in ("sunday", "dimanche"):
                base += dt.timedelta(days=6 - base.weekday())
            return base + dt.timedelta(days=int(relative[2] or 0))
        written = _DAY.fullmatch(text)
        if written:
            return dt.date(int(written[3]), int(written[2]), int(written[1]))
        return dt.date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise NotUnderstood(_("Write a date like 31/12/2026")) from None


def moment(text: str, asking: Asking, *, end: bool) -> int:
    """A moment in microseconds; a day alone is its first moment in Paris, or its last (`end`)."""
    try:
        at = dt.datetime.fromisoformat(text)
        if "T" in text or " " in text:
            return microseconds(at if at.tzinfo else at.replace(tzinfo=PARIS))
    except (ValueError, OverflowError):
        pass
    first = dt.datetime.combine(day(text, asking), dt.time(), PARIS)
    try:
        return microseconds(first + dt.timedelta(days=1)) - 1 if end else microseconds(first)
    except OverflowError:
        raise NotUnderstood(_("Write a date like 31/12/2026")) from None


def number(text: str, kind: IndexKind) -> int:
    """A whole number; euros as cents, decimals as millionths: a comma or a point before them."""
    plain = "".join(text.split()).replace("\u2212", "-").removesuffix("€")
    if not _NUMBER.fullmatch(plain):
        raise NotUnderstood(_("Write a number in figures, like 12 or 12,5"))
    scale = {IndexKind.AMOUNT: 100, IndexKind.DECIMAL: SCALE}.get(kind, 1)
    exact = Decimal(plain.replace(",", ".")) * scale
    if exact != int(exact):
        raise NotUnderstood(_("Write a number with fewer decimals"))
    return int(exact)


def yes(text: str) -> int:
    """1 for yes, 0 for no."""
    if text.lower() in ("yes", "oui", "1", "true"):
        return 1
    if text.lower() in ("no", "non", "0", "false"):
        return 0
    raise NotUnderstood(_("Choose yes or no"))


def identifier(text: str) -> uuid.UUID:
    """The id of a thing."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotUnderstood(_("There is no such choice")) from None


def compared(kind: IndexKind, text: str, asking: Asking, *, end: bool = False) -> str | int:
    """The word or number that a value of an answer's column is compared with. end: the upper bound of a range."""
    if kind is IndexKind.TEXT:
        return sortkey(text)
    if kind in (IndexKind.CODE, IndexKind.CHOICE):
        return text
    if kind is IndexKind.YES:
        return yes(text)
    if kind is IndexKind.DATE:
        return days(day(text, asking))
    if kind is IndexKind.MOMENT:
        return moment(text, asking, end=end)
    return number(text, kind)
