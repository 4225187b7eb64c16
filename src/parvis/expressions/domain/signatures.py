"""What each operator takes and gives, and why the rest of JsonLogic is not admitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from parvis.expressions.data import Kind

Kinds = frozenset[Kind]

TEXTS: Final[Kinds] = frozenset({Kind.TEXT, Kind.CHOICE})
WHOLE: Final[Kinds] = frozenset({Kind.INTEGER})
NUMBERS: Final[Kinds] = frozenset({Kind.INTEGER, Kind.DECIMAL})
TRUTHS: Final[Kinds] = frozenset({Kind.BOOLEAN})
DATES: Final[Kinds] = frozenset({Kind.DATE})
INSTANTS: Final[Kinds] = frozenset({Kind.DATETIME})
CHOSEN: Final[Kinds] = frozenset({Kind.CHOICES})
RECORDS: Final[Kinds] = frozenset({Kind.RECORDS})
LISTS: Final[Kinds] = CHOSEN | RECORDS
ANY: Final[Kinds] = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Signature:
    """``takes`` one set of kinds per operand; the last repeats up to ``most`` operands. ``gives`` None: the number's
    own kind (whole when all operands are). ``missing``: the result may be missing. ``literal``: operands (by index)
    that must be literals. ``filled``: operands may not be missing."""

    takes: tuple[Kinds, ...]
    gives: Kind | None
    most: int = 0
    missing: bool = False
    literal: tuple[int, ...] = ()
    filled: bool = False

    @property
    def least(self) -> int:
        """The fewest operands."""
        return len(self.takes)


def _compares(kinds: Kinds) -> Signature:
    return Signature((kinds, kinds), Kind.BOOLEAN)


#: Operators whose operands are checked one by one against a set of kinds. The others have rules of their own in
#: `checking`: var, outer, today, if, ??, equality, order, in, iterators, is_empty, is_filled, list.includes….
SIGNATURES: Final[dict[str, Signature]] = {
    "and": Signature((TRUTHS,), Kind.BOOLEAN, most=50, missing=True),
    "or": Signature((TRUTHS,), Kind.BOOLEAN, most=50, missing=True),
    "!": Signature((TRUTHS,), Kind.BOOLEAN),
    "!!": Signature((TRUTHS,), Kind.BOOLEAN),
    "+": Signature((NUMBERS,), None, most=50),
    "*": Signature((NUMBERS, NUMBERS), None, most=5),
    "-": Signature((NUMBERS,), None, most=2),
    "/": Signature((NUMBERS, NUMBERS), Kind.DECIMAL, missing=True),
    "%": Signature((WHOLE, WHOLE), Kind.INTEGER, missing=True),
    "max": Signature((NUMBERS,), None, most=50, filled=True),
    "min": Signature((NUMBERS,), None, most=50, filled=True),
    "cat": Signature((TEXTS | WHOLE | DATES,), Kind.TEXT, most=50),
    "number.below": _compares(NUMBERS),
    "number.at_most": _compares(NUMBERS),
    "number.above": _compares(NUMBERS),
    "number.at_least": _compares(NUMBERS),
    "number.round": Signature((NUMBERS, WHOLE), Kind.DECIMAL, missing=True, literal=(1,)),
    "date.before": _compares(DATES),
    "date.on_or_before": _compares(DATES),
    "date.after": _compares(DATES),
    "date.on_or_after": _compares(DATES),
    "date.add": Signature((DATES, WHOLE, TEXTS), Kind.DATE, missing=True, literal=(2,)),
    "date.days_between": Signature((DATES, DATES), Kind.INTEGER, missing=True),
    "date.months_between": Signature((DATES, DATES), Kind.INTEGER, missing=True),
    "date.years_between": Signature((DATES, DATES), Kind.INTEGER, missing=True),
    "date.year": Signature((DATES,), Kind.INTEGER, missing=True),
    "date.month": Signature((DATES,), Kind.INTEGER, missing=True),
    "date.weekday": Signature((DATES,), Kind.INTEGER, missing=True),
    "age": Signature((DATES,), Kind.INTEGER, missing=True),
    "datetime.before": _compares(INSTANTS),
    "datetime.after": _compares(INSTANTS),
    "datetime.minutes_between": Signature((INSTANTS, INSTANTS), Kind.INTEGER, missing=True),
    "datetime.date": Signature((INSTANTS,), Kind.DATE, missing=True),
    "text.equal": _compares(TEXTS),
    "text.same": _compares(TEXTS),
    "text.contains": _compares(TEXTS),
    "text.starts_with": _compares(TEXTS),
    "text.length": Signature((TEXTS,), Kind.INTEGER),
    "text.lower": Signature((TEXTS,), Kind.TEXT, missing=True),
    "list.length": Signature((LISTS,), Kind.INTEGER),
    "geo.metres": Signature((NUMBERS, NUMBERS, NUMBERS, NUMBERS), Kind.INTEGER, missing=True),
}

#: Operators of JsonLogic (or of one of the two engines) that rules may not use, and what to use instead. Each is shown
#: to disagree, or to escape typing, in `tests/expressions/test_barred.py`.
BARRED: Final[dict[str, str]] = {
    "val": "var, outer",
    "missing": "is_empty",
    "missing_some": "is_empty",
    "exists": "is_filled",
    "substr": "text.starts_with, text.contains",
    "length": "text.length, list.length",
    "upper": "text.lower, text.same",
    "lower": "text.lower, text.same",
    "starts_with": "text.starts_with",
    "merge": "list.includes_any",
    "map": "list.sum",
    "filter": "list.count",
    "reduce": "list.sum, list.count",
    "?:": "if",
    "try": "??",
    "throw": "??",
    "now": "today",
    "datetime": "date.before, datetime.before",
    "timestamp": "date.add",
}
