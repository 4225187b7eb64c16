"""What may be asked of each kind of answer, in the words of whoever designs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from parvis.expressions.api import Kind, Sense, Term


class Shape(StrEnum):
    """What stands after an operator."""

    NONE = "none"
    #: a value, or another answer; for dates also so many days before or after it
    OPERAND = "operand"
    SEVERAL = "several"
    NUMBER = "number"
    #: a number of years, on a day
    AGE = "age"
    ROWS = "rows"
    ROWS_NUMBER = "rows_number"
    SUM = "sum"
    #: metres from a point
    NEAR = "near"


class Family(StrEnum):
    """Kinds of answers that are asked the same."""

    TEXT = "text"
    COMMUNE = "commune"
    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    RECORDS = "records"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Operator:
    """id: stable within its family; negates: the operator whose contrary it is, said as « not »."""

    id: str
    words: str | Promise
    shape: Shape
    negates: str = ""


def _op(id_: str, words: Any, shape: Shape = Shape.OPERAND, negates: str = "") -> Operator:
    return Operator(id_, words, shape, negates)


_FILLED = (
    _op("filled", _("is answered"), Shape.NONE),
    _op("empty", _("is not answered"), Shape.NONE),
)
_IS = (_op("equal", _("is")), _op("different", _("is not")))
_AMONG = (
    _op("in", _("is one of"), Shape.SEVERAL),
    _op("not_in", _("is none of"), Shape.SEVERAL, negates="in"),
)
_COUNTED = (
    _op("at_least", _("number of them: at least"), Shape.NUMBER),
    _op("at_most", _("number of them: at most"), Shape.NUMBER),
    _op("exactly", _("number of them: exactly"), Shape.NUMBER),
)

OPERATORS: Final[dict[Family, tuple[Operator, ...]]] = {
    Family.TEXT: (
        _op("same", _("is, whatever the capitals and accents")),
        _op("not_same", _("is not, whatever the capitals and accents"), negates="same"),
        _op("contains", _("contains")),
        _op("not_contains", _("does not contain"), negates="contains"),
        _op("starts", _("starts with")),
        _op("not_starts", _("does not start with"), negates="starts"),
        _op("equal", _("is exactly")),
        _op("different", _("is not exactly")),
        *_AMONG,
        _op("length_at_least", _("characters: at least"), Shape.NUMBER),
        _op("length_at_most", _("characters: at most"), Shape.NUMBER),
        *_FILLED,
    ),
    Family.COMMUNE: (*_IS, *_AMONG, *_FILLED),
    Family.CHOICE: (*_IS, *_AMONG, *_FILLED),
    Family.CHOICES: (
        _op("includes", _("includes")),
        _op("not_includes", _("does not include"), negates="includes"),
        _op("includes_any", _("includes one of"), Shape.SEVERAL),
        _op("includes_none", _("includes none of"), Shape.SEVERAL, negates="includes_any"),
        _op("includes_all", _("includes all of"), Shape.SEVERAL),
        *_COUNTED,
        *_FILLED,
    ),
    Family.BOOLEAN: (_op("yes", _("is yes"), Shape.NONE), _op("no", _("is no"), Shape.NONE), *_FILLED),
    Family.NUMBER: (
        _op("equal", _("is equal to")),
        _op("different", _("is not equal to")),
        _op("below", _("is less than")),
        _op("at_most", _("is at most")),
        _op("above", _("is more than")),
        _op("at_least", _("is at least")),
        *_FILLED,
    ),
    Family.DATE: (
        _op("before", _("is before")),
        _op("on_or_before", _("is on or before")),
        _op("after", _("is after")),
        _op("on_or_after", _("is on or after")),
        _op("equal", _("is")),
        _op("different", _("is not")),
        _op("age_at_least", _("age in years: at least"), Shape.AGE),
        _op("age_below", _("age in years: less than"), Shape.AGE),
        _op("weekday", _("falls on"), Shape.SEVERAL),
        *_FILLED,
    ),
    Family.DATETIME: (
        _op("before", _("is before")),
        _op("on_or_before", _("is on or before")),
        _op("after", _("is after")),
        _op("on_or_after", _("is on or after")),
        _op("moment_before", _("is before the moment")),
        _op("moment_after", _("is after the moment")),
        *_FILLED,
    ),
    Family.RECORDS: (
        _op("any", pgettext_lazy("of a block", "one at least is such that"), Shape.ROWS),
        _op("all", pgettext_lazy("of a block", "there are some, and all are such that"), Shape.ROWS),
        _op("none", pgettext_lazy("of a block", "none is such that"), Shape.ROWS),
        *_COUNTED,
        _op("count_at_least", _("number of those such that… at least"), Shape.ROWS_NUMBER),
        _op("count_at_most", _("number of those such that… at most"), Shape.ROWS_NUMBER),
        _op("sum_at_least", _("sum: at least"), Shape.SUM),
        _op("sum_at_most", _("sum: at most"), Shape.SUM),
        _op("filled", _("there is one at least"), Shape.NONE),
        _op("empty", _("there is none"), Shape.NONE),
    ),
    Family.POINT: (
        _op("within", _("is at most so many metres from"), Shape.NEAR),
        _op("beyond", _("is more than so many metres from"), Shape.NEAR),
    ),
}

_FAMILIES: Final = {
    Kind.TEXT: Family.TEXT,
    Kind.INTEGER: Family.NUMBER,
    Kind.DECIMAL: Family.NUMBER,
    Kind.BOOLEAN: Family.BOOLEAN,
    Kind.DATE: Family.DATE,
    Kind.DATETIME: Family.DATETIME,
    Kind.CHOICE: Family.CHOICE,
    Kind.CHOICES: Family.CHOICES,
    Kind.RECORDS: Family.RECORDS,
}
#: operators that compare two moments, and no days
MOMENTS: Final = ("moment_before", "moment_after")
#: after the name of a point's latitude and longitude
POINT = "#point"


def family(term: Term) -> Family:
    """How a term is asked."""
    if term.sense is Sense.COMMUNE:
        return Family.COMMUNE
    if term.variable.kind is Kind.CHOICE and not term.variable.choices:
        return Family.TEXT
    return _FAMILIES[term.variable.kind]


def find(of: Family, operator: str) -> Operator | None:
    """The operator of that id."""
    return next((one for one in OPERATORS[of] if one.id == operator), None)


WEEKDAYS: Final = {
    "1": _("Monday"),
    "2": _("Tuesday"),
    "3": _("Wednesday"),
    "4": _("Thursday"),
    "5": _("Friday"),
    "6": _("Saturday"),
    "7": _("Sunday"),
}
