"""A row as a rule, and the rules that are rows."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.conditions.data import Row, Unfinished
from parvis.conditions.domain import values
from parvis.conditions.domain.names import Names, literal
from parvis.conditions.domain.operators import POINT, Family, Operator, Shape, find
from parvis.expressions.api import TODAY, Kind, Rule, Sense, Term, Variable, split

_NUMBER = {"below": "below", "at_most": "at_most", "above": "above", "at_least": "at_least"}
_LENGTHS = {"at_least": "number.at_least", "at_most": "number.at_most", "exactly": "==="}
_TEXTS: Final = {"same": "text.same", "contains": "text.contains", "starts": "text.starts_with"}
_LISTS: Final = {"includes_any": "list.includes_any", "includes_all": "list.includes_all"}
_BLOCKS: Final = {"any": "list.any", "all": "list.all", "none": "list.none"}
_MOMENTS: Final = {"moment_before": "datetime.before", "moment_after": "datetime.after"}
_UNITS = ("days", "months", "years")
_YEARS = Term(Variable(Kind.INTEGER), "")


# -- a row as a rule ------------------------------------------------------------------------------------------------


def encode(row: Row, names: Names, inner: Rule) -> tuple[Rule, str]:
    """The rule of a row, and where in it the condition on each record stands (a JSON pointer; "" for none).

    inner: the rule of that condition. Raises Unfinished.
    """
    family = names.family(row.subject)
    if not row.subject:
        raise Unfinished(_("Choose a question."))
    if family is None:
        raise Unfinished(_("“%(name)s” is no longer asked, or not here.") % {"name": row.subject})
    operator = find(family, row.operator)
    if operator is None:
        raise Unfinished(_("Choose what is asked of it."))
    if operator.negates:
        positive = find(family, operator.negates)
        assert positive is not None
        return {"!": [_encode(row, positive, family, names, inner)[0]]}, ""
    return _encode(row, operator, family, names, inner)


def _encode(row: Row, operator: Operator, family: Family, names: Names, inner: Rule) -> tuple[Rule, str]:
    term = names.term(row.subject)
    assert term is not None
    at = operator.id
    if family is Family.POINT:
        return {
            "number.at_most" if at == "within" else "number.above": [
                {"geo.metres": [*names.halves(row.subject), *_point(row.value)]},
                values.number(row.number),
            ]
        }, ""
    read = names.rule(row.subject)
    if at in ("filled", "empty"):
        return {f"is_{at}": [read]}, ""
    if operator.shape is Shape.NUMBER:
        return _lengths(family, at, read, values.number(row.number, whole=True)), ""
    if operator.shape in (Shape.ROWS, Shape.ROWS_NUMBER, Shape.SUM):
        return _block(row, at, read, names, inner)
    if family is Family.BOOLEAN:
        return {"===": [read, at == "yes"]}, ""
    if operator.shape is Shape.AGE:
        return _age(row, at, read, names), ""
    if operator.shape is Shape.SEVERAL:
        return _several(row, at, read, term, family), ""
    if at in _MOMENTS:
        return {_MOMENTS[at]: [read, _named(row.against, names, Family.DATETIME)]}, ""
    if at == "includes":
        return {"list.includes": [read, values.read(row.value, term)]}, ""
    if family is Family.DATETIME:
        read = {"datetime.date": [read]}
    other = _other(row, term if family is not Family.DATETIME else names.term(TODAY), names)
    return {_comparison(family, at, other): [read, other]}, ""


def _comparison(family: Family, at: str, other: Rule) -> str:
    if at in ("equal", "different"):
        # the engines compare two texts in their own ways, unless one is written here
        if isinstance(other, dict) and family in (Family.TEXT, Family.CHOICE, Family.COMMUNE):
            if at == "equal":
                return "text.equal"
            raise Unfinished(_("Two answers can be compared with “is” alone: say “is” in a group “none of”."))
        return "===" if at == "equal" else "!=="
    if family is Family.TEXT:
        return _TEXTS[at]
    return f"{'number' if family is Family.NUMBER else 'date'}.{at}"


def _lengths(family: Family, at: str, read: Rule, number: Any) -> Rule:
    counted = {"text.length" if family is Family.TEXT else "list.length": [read]}
    return {_LENGTHS[at.removeprefix("length_")]: [counted, number]}


def _block(row: Row, at: str, read: Rule, names: Names, inner: Rule) -> tuple[Rule, str]:
    if at.startswith("sum_"):
        summed = names.inside(row.subject)
        term = summed.term(row.over)
        if term is None or term.variable.kind not in (Kind.INTEGER, Kind.DECIMAL):
            raise Unfinished(_("Choose what is summed."))
        total = {"list.sum": [read, summed.rule(row.over)]}
        number = values.number(row.number, cents=term.sense is Sense.CENTS)
        return {_LENGTHS[at.removeprefix("sum_")]: [total, number]}, ""
    if inner is None:
        raise Unfinished(_("Say what is asked of each of them."))
    if at in _BLOCKS:
        return {_BLOCKS[at]: [read, inner]}, f"/{_BLOCKS[at]}/1"
    compared = _LENGTHS[at.removeprefix("count_")]
    number = values.number(row.number, whole=True)
    return {compared: [{"list.count": [read, inner]}, number]}, f"/{compared}/0/list.count/1"


def _age(row: Row, at: str, read: Rule, names: Names) -> Rule:
    number = values.number(row.number, whole=True)
    name = "number.at_least" if at == "age_at_least" else "number.below"
    if row.against in ("", TODAY) and not row.value:
        return {name: [{"age": [read]}, number]}
    on = values.day(row.value) if row.against in ("", TODAY) else _named(row.against, names, Family.DATE)
    return {name: [{"date.years_between": [read, on]}, number]}


def _several(row: Row, at: str, read: Rule, term: Term, family: Family) -> Rule:
    if at == "weekday":
        days = sorted({int(each) for each in row.several if each.isdigit() and len(each) == 1})
        if not days:
            raise Unfinished(_("Choose one day at least."))
        return {"in": [{"date.weekday": [read]}, days]}
    given = [each for each in row.several if each]
    if not given:
        raise Unfinished(_("Give one value at least."))
    listed = list(dict.fromkeys(values.read(each, term) for each in given))
    return {_LISTS.get(at, "in"): [read, listed]}


def _named(subject: str, names: Names, family: Family) -> Rule:
    if subject == TODAY:
        return {"today": []}
    if names.family(subject) is not family:
        raise Unfinished(_("Choose what it is compared with."))
    return names.rule(subject)


def _other(row: Row, term: Term | None, names: Names) -> Rule:
    """What a row compares with: a value, another answer, a day shifted."""
    assert term is not None
    dated = term.variable.kind is Kind.DATE
    if row.against:
        own = names.family(row.subject)
        found = _named(row.against, names, Family.DATE if dated else own or Family.TEXT)
    else:
        found = values.read(row.value, term)
    if dated and row.shift.strip():
        shift = values.number(row.shift, whole=True)
        if shift:
            return {"date.add": [found, shift, row.unit if row.unit in _UNITS else "days"]}
    return found


def _point(text: str) -> list[Any]:
    """« 51.0344, 2.3768 »: latitude and longitude in degrees."""
    parts = text.replace(";", " ").split()
    parts = text.split(",") if len(parts) < 2 else [part.strip(",") for part in parts]
    if len(parts) != 2:
        raise Unfinished(_("Give a point as its latitude and longitude: 51.0344, 2.3768."))
    return [values.number(part) for part in parts]


# -- the rules that are rows ----------------------------------------------------------------------------------------


def decode(rule: Rule, names: Names) -> tuple[Row, Rule] | None:
    """The row that says a rule, with the condition that it puts on each record; None where no row may say it.

    What comes out is a candidate: whoever asks encodes it again and compares.
    """
    if not isinstance(rule, dict):
        return None
    name, operands = split(rule)
    if name == "!" and len(operands) == 1:
        return _negated(operands[0], names)
    if name == "var":
        subject = names.subject(rule)
        yes = subject is not None and names.family(subject) is Family.BOOLEAN
        return (Row(subject or "", "yes"), None) if yes else None
    if name in ("is_filled", "is_empty") and len(operands) == 1:
        return _of(operands[0], name.removeprefix("is_"), names)
    if len(operands) != 2:
        return None
    left, right = operands
    if literal(left) and name in ("===", "==", "!==", "!="):
        left, right = right, left
    if isinstance(left, dict) and not names.subject(left):
        return _measured(name, left, right, names)
    return _compared(name, left, right, names)


def _of(read: Rule, operator: str, names: Names, **more: Any) -> tuple[Row, Rule] | None:
    subject = names.subject(read)
    family = names.family(subject) if subject else None
    if subject is None or family is None or find(family, operator) is None:
        return None
    return Row(subject, operator, **more), None


def _negated(rule: Rule, names: Names) -> tuple[Row, Rule] | None:
    found = decode(rule, names)
    if found is None:
        return None
    row, inner = found
    family = names.family(row.subject)
    contrary = f"not_{row.operator}" if row.operator != "includes_any" else "includes_none"
    if family is None or find(family, contrary) is None:
        return None
    row.operator = contrary
    return row, inner


def _compared(name: str, left: Rule, right: Rule, names: Names) -> tuple[Row, Rule] | None:
    """A question compared with something."""
    subject = names.subject(left)
    if name in ("list.any", "list.all", "list.none", "some", "all", "none"):
        found = _of(left, name.removeprefix("list.").replace("some", "any"), names)
        return (found[0], right) if found else None
    term = names.term(subject) if subject else None
    if subject is None or term is None:
        if name == "in":  # a value among several choices
            return _compared("list.includes", right, left, names) if names.subject(right) else None
        return None
    if name in ("===", "==") and isinstance(right, bool):
        return _of(left, "yes" if right else "no", names)
    if isinstance(right, list):
        typed = [values.shown(each, term) for each in right]
        listed = {"in": "in", "list.includes_any": "includes_any", "list.includes_all": "includes_all"}.get(name)
        if listed is None or any(each is None for each in typed):
            return None
        return _of(left, listed, names, several=[each for each in typed if each is not None])
    operator = _operator(name)
    other = _against(right, term, names)
    return _of(left, operator, names, **other) if operator and other is not None else None


def _operator(name: str) -> str:
    """The operator of a row by that of a rule."""
    spelt = {"===": "equal", "==": "equal", "text.equal": "equal", "!==": "different", "!=": "different"}
    spelt |= {"list.includes": "includes", ">": "above", ">=": "at_least", "<": "below", "<=": "at_most"}
    spelt |= {rule: row for row, rule in _TEXTS.items()} | {rule: row for row, rule in _MOMENTS.items()}
    first, _dot, rest = name.partition(".")
    return spelt.get(name) or (rest if first in ("number", "date") else "")


def _against(rule: Rule, term: Term, names: Names) -> dict[str, str] | None:
    """What a row compares with, as its inputs hold it."""
    if isinstance(rule, dict):
        name, operands = split(rule)
        if name == "date.add" and len(operands) == 3 and operands[2] in _UNITS and literal(operands[1]):
            found = _against(operands[0], term, names)
            if found is None or "shift" in found or not isinstance(operands[1], int):
                return None
            return {**found, "shift": str(operands[1]), "unit": operands[2]}
        if name == "today":
            return {"against": TODAY}
        subject = names.subject(rule)
        return {"against": subject} if subject and names.term(subject) else None
    shown = values.shown(rule, term)
    return None if shown is None else {"value": shown}


def _measured(name: str, left: dict[str, Any], right: Rule, names: Names) -> tuple[Row, Rule] | None:
    """A length, an age, a count, a distance… compared with a number; a moment's day with another."""
    measure, operands = split(left)
    lengths = {rule: row for row, rule in _LENGTHS.items()} | {"==": "exactly"}
    if measure == "datetime.date" and len(operands) == 1:
        found = _against(right, Term(Variable(Kind.DATE), ""), names)
        return _of(operands[0], _operator(name), names, **found) if found is not None else None
    if measure == "date.weekday" and name == "in" and isinstance(right, list) and len(operands) == 1:
        return _of(operands[0], "weekday", names, several=[str(each) for each in right])
    if not isinstance(right, int | float) or isinstance(right, bool):
        return None
    number = values.number_words(right)
    if measure == "geo.metres" and len(operands) == 4:
        near = {"number.at_most": "within", "number.above": "beyond"}.get(name)
        latitude = names.subject(operands[0])
        if near is None or latitude is None or not all(literal(each) for each in operands[2:]):
            return None
        point = ", ".join(repr(each) for each in operands[2:])
        return Row(latitude.removesuffix(".latitude") + POINT, near, value=point, number=number), None
    if measure in ("age", "date.years_between"):
        aged = {"number.at_least": "age_at_least", "number.below": "age_below"}.get(name)
        on = _against(operands[1], _YEARS_DAY, names) if len(operands) == 2 else {}
        return _of(operands[0], aged, names, number=number, **on) if aged and on is not None else None
    if name not in lengths:
        return None
    if measure in ("text.length", "list.length") and len(operands) == 1:
        prefix = "length_" if measure == "text.length" else ""
        return _of(operands[0], prefix + lengths[name], names, number=number)
    if measure == "list.count" and len(operands) == 2:
        found_row = _of(operands[0], f"count_{lengths[name]}", names, number=number)
        return (found_row[0], operands[1]) if found_row else None
    return _summed(f"sum_{lengths[name]}", operands, right, names) if measure == "list.sum" else None


_YEARS_DAY = Term(Variable(Kind.DATE), "")


def _summed(operator: str, operands: list[Any], right: int | float, names: Names) -> tuple[Row, Rule] | None:
    block = names.subject(operands[0]) if len(operands) == 2 else None
    if block is None:
        return None
    inside = names.inside(block)
    over = inside.subject(operands[1])
    term = inside.term(over) if over else None
    if over is None or term is None:
        return None
    number = values.number_words(right, cents=term.sense is Sense.CENTS)
    return _of(operands[0], operator, names, over=over, number=number)
