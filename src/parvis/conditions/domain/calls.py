"""Formulas: what they are made of, as rules and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy

from parvis.conditions.data import Group, Operand, Row, Told, Unfinished
from parvis.conditions.domain import trees, values
from parvis.conditions.domain.names import Names
from parvis.conditions.domain.trees import Encoded
from parvis.expressions.api import Kind, MalformedRule, Rule, Sense, Term, Variable, lower, split, write

_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})
_TEXTS = frozenset({Kind.TEXT, Kind.CHOICE})
_DATES = frozenset({Kind.DATE})
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class Call:
    """A function of formulas. takes: a kind for each part (None: that of the whole); repeats: more of the last one."""

    words: str | Promise
    gives: frozenset[Kind]
    takes: tuple[Kind | None, ...]
    repeats: bool = False


def _call(words: Any, gives: frozenset[Kind], *takes: Kind | None, repeats: bool = False) -> Call:
    return Call(words, gives, takes, repeats)


_WHOLE = frozenset({Kind.INTEGER, Kind.DECIMAL})
CALLS: Final[dict[str, Call]] = {
    "+": _call(gettext_lazy("the sum of"), _NUMBERS, None, None, repeats=True),
    "-": _call(gettext_lazy("the difference between"), _NUMBERS, None, None),
    "*": _call(gettext_lazy("the product of"), _NUMBERS, None, None, repeats=True),
    "/": _call(gettext_lazy("the quotient of"), frozenset({Kind.DECIMAL}), Kind.DECIMAL, Kind.DECIMAL),
    "number.round": _call(gettext_lazy("rounded, with so many decimals"), frozenset({Kind.DECIMAL}), Kind.DECIMAL),
    "max": _call(gettext_lazy("the greatest of"), _NUMBERS, None, None, repeats=True),
    "min": _call(gettext_lazy("the smallest of"), _NUMBERS, None, None, repeats=True),
    "list.sum": _call(gettext_lazy("the sum over a block"), _NUMBERS),
    "list.count": _call(gettext_lazy("the number of those such that"), _WHOLE),
    "list.length": _call(gettext_lazy("the number of them in a block"), _WHOLE),
    "age": _call(gettext_lazy("the age today, in years"), _WHOLE, Kind.DATE),
    "date.days_between": _call(gettext_lazy("the days between"), _WHOLE, Kind.DATE, Kind.DATE),
    "date.months_between": _call(gettext_lazy("the months between"), _WHOLE, Kind.DATE, Kind.DATE),
    "date.years_between": _call(gettext_lazy("the years between"), _WHOLE, Kind.DATE, Kind.DATE),
    "date.year": _call(gettext_lazy("the year of"), _WHOLE, Kind.DATE),
    "text.length": _call(gettext_lazy("the number of characters of"), _WHOLE, Kind.TEXT),
    "cat": _call(gettext_lazy("these texts, joined"), frozenset({Kind.TEXT}), Kind.TEXT, Kind.TEXT, repeats=True),
    "text.lower": _call(gettext_lazy("in small letters"), frozenset({Kind.TEXT}), Kind.TEXT),
    "today": _call(gettext_lazy("today"), _DATES),
    "days": _call(gettext_lazy("a day, so many days later"), _DATES, Kind.DATE, Kind.INTEGER),
    "months": _call(gettext_lazy("a day, so many months later"), _DATES, Kind.DATE, Kind.INTEGER),
    "years": _call(gettext_lazy("a day, so many years later"), _DATES, Kind.DATE, Kind.INTEGER),
    "??": _call(gettext_lazy("or else, where it is not answered"), frozenset(Kind) - {Kind.RECORDS}, None, None),
}
_SHIFTS = ("days", "months", "years")
_OVER = ("list.sum", "list.count", "list.length")


def offered(expects: Kind) -> dict[str, Call]:
    """The functions that may give a value of a kind."""
    accepted = _NUMBERS if expects is Kind.DECIMAL else _TEXTS if expects in _TEXTS else frozenset({expects})
    return {name: call for name, call in CALLS.items() if call.gives & accepted}


def fits(kind: Kind, expects: Kind) -> bool:
    """Whether an answer of a kind may stand where another is expected."""
    if expects is Kind.DECIMAL:
        return kind in _NUMBERS
    if expects in _TEXTS:
        return kind in _TEXTS | {Kind.INTEGER, Kind.DATE} if expects is Kind.TEXT else kind in _TEXTS
    return kind is expects


def parts_of(operand: Operand, expects: Kind) -> tuple[Kind, ...]:
    """The kinds of the parts of an operand, as many as it has or must have."""
    if operand.source == "if":
        return (expects, expects)
    call = CALLS.get(operand.source.removeprefix("call:")) if operand.source.startswith("call:") else None
    if call is None:
        return ()
    kinds = [kind or expects for kind in call.takes]
    if call.repeats and kinds:
        kinds += [kinds[-1]] * (min(len(operand.parts), _MOST_PARTS) - len(kinds))
    return tuple(kinds)


def completed(operand: Operand, expects: Kind) -> list[tuple[Operand, Kind]]:
    """The parts of an operand with their kinds; those that are not there yet are made."""
    kinds = parts_of(operand, expects)
    while len(operand.parts) < len(kinds):
        operand.parts.append(Operand())
    del operand.parts[len(kinds) :]
    return list(zip(operand.parts, kinds, strict=True))


def counts(operand: Operand) -> bool:
    """Whether an operand has a condition; it is made if so."""
    if operand.source not in ("if", "call:list.count"):
        return False
    operand.condition = operand.condition or Group(children=[Row()])
    return True


# -- as a rule ------------------------------------------------------------------------------------------------------


def encode(operand: Operand, names: Names, expects: Kind, path: str = trees.ROOT) -> Encoded:
    """The rule of a formula; what is unfinished is told."""
    try:
        return _encode(operand, names, expects, path)
    except Unfinished as error:
        return Encoded(told=[Told(path, str(error))])


def _encode(operand: Operand, names: Names, expects: Kind, path: str) -> Encoded:
    source = operand.source
    if not source:
        raise Unfinished(_("Choose what stands here."))
    if source == "written":
        return trees.written(operand.text, names, path)
    if source == "value":
        return Encoded(_literal(operand.value, expects), {path: ""})
    if source == "euros":
        return Encoded(values.number(operand.value, cents=True), {path: ""})
    if source.startswith("name:"):
        subject = source.removeprefix("name:")
        if names.term(subject) is None:
            raise Unfinished(_("“%(name)s” is no longer asked, or not here.") % {"name": subject})
        return Encoded(names.rule(subject), {path: ""})
    name = source.removeprefix("call:")
    if source != "if" and (name not in CALLS or not source.startswith("call:")):
        raise Unfinished(_("Choose what stands here."))
    return _applied(name, operand, names, expects, path)


def _literal(text: str, expects: Kind) -> Any:
    if expects in _TEXTS:
        if not text:
            raise Unfinished(_("Give a value."))
        return text
    return values.read(text, Term(Variable(expects), ""))


def _applied(name: str, operand: Operand, names: Names, expects: Kind, path: str) -> Encoded:
    made = Encoded(places={path: ""})
    found: list[Rule] = []
    if name in _OVER:
        block, *steps = operand.over.split("/")
        term = names.term(block)
        if term is None or (name == "list.sum" and not _is_summed(term, steps)):
            raise Unfinished(_("Choose what is counted."))
        found = [names.rule(block)] + ([_summand(steps)] if name == "list.sum" else [])
        within = names.inside(block)
    if counts(operand):
        assert operand.condition is not None
        condition = trees.encode(operand.condition, within if name in _OVER else names, f"{path}-c")
        made.told += condition.told
        if condition.rule is None and not condition.told:
            made.told.append(Told(f"{path}-c", _("Give a condition.")))
        found.append(condition.rule)
        made.places |= condition.under(f"/{name}/{len(found) - 1}")
    stands = "date.add" if name in _SHIFTS else name
    for index, (part, kind) in enumerate(completed(operand, expects)):
        inner = encode(part, names, kind, f"{path}-{index}")
        made.told += inner.told
        found.append(inner.rule)
        made.places |= inner.under(f"/{stands}/{len(found) - 1}")
    if name == "number.round":
        found.append(values.number(operand.value or "0", whole=True))
    if name in _SHIFTS:
        found.append(name)
    if any(one.blocking for one in made.told):
        return Encoded(told=made.told)
    made.rule = {stands: found}
    return made


# -- from a rule ----------------------------------------------------------------------------------------------------


def decode(rule: Rule, names: Names, expects: Kind) -> Operand:
    """The formula of a rule (None: an empty one); what it can't show stands in it as text."""
    if rule is None:
        return Operand()
    found = _decode(rule, names, expects)
    if found is not None:
        made = encode(found, names, expects)
        try:
            if not made.told and lower(made.rule) == lower(rule):
                return found
        except MalformedRule:
            pass
    return Operand("written", text=write(rule, get_language() or "fr"))


def _decode(rule: Rule, names: Names, expects: Kind) -> Operand | None:
    if isinstance(rule, bool | list):
        return None
    if isinstance(rule, str):
        return Operand("value", rule)
    if isinstance(rule, int | float):
        return Operand("value", values.number_words(rule))
    subject = names.subject(rule)
    if subject is not None:
        return Operand(f"name:{subject}") if names.term(subject) else None
    name, operands = split(rule)
    if name == "if" and len(operands) == 3:
        condition = trees.decode(operands[0], names)
        return Operand("if", condition=condition, parts=[decode(each, names, expects) for each in operands[1:]])
    if name == "date.add" and len(operands) == 3 and operands[2] in _SHIFTS:
        name, operands = operands[2], operands[:2]
    call = CALLS.get(name)
    if call is None:
        return None
    made = Operand(f"call:{name}")
    if name == "number.round" and len(operands) == 2 and isinstance(operands[1], int):
        made.value, operands = str(operands[1]), operands[:1]
    if name in _OVER:
        return _over(made, name, operands, names)
    if name == "today":
        return made
    made.parts = [Operand() for _each in operands]
    kinds = parts_of(made, expects)
    if len(kinds) != len(operands):
        return None
    made.parts = [decode(each, names, kind) for each, kind in zip(operands, kinds, strict=True)]
    return made


def _over(made: Operand, name: str, operands: list[Rule], names: Names) -> Operand | None:
    block = names.subject(operands[0]) if operands else None
    if block is None or len(operands) != (1 if name == "list.length" else 2):
        return None
    made.over = block
    inside = names.inside(block)
    if name == "list.sum":
        inner = _inner(operands[1])
        made.over = "/".join([block, *inner])
        return made if inner else None
    if name == "list.count":
        made.condition = trees.decode(operands[1], inside)
    return made


def summed(names: Names) -> list[tuple[str, str, Sense]]:
    """The numbers of blocks, as « block/field » (« block/inner/field » in a block of a block, « block/inner/ » for the
    rows of that) with their words.
    """
    return [one for subject, term in names.subjects() for one in _numbers(subject, term.label, term)]


def _numbers(path: str, label: str, term: Term) -> Iterator[tuple[str, str, Sense]]:
    for name, inner in term.rows.items():
        here = f"{label}: {inner.label}"
        if inner.variable.kind in _NUMBERS and inner.sense is not Sense.DEGREES:
            yield f"{path}/{name}", here, inner.sense
        elif inner.variable.kind is Kind.RECORDS:
            yield f"{path}/{name}/", _("%(rows)s (how many)") % {"rows": here}, Sense.PLAIN
            yield from _numbers(f"{path}/{name}", here, inner)


def _is_summed(term: Term, inner: list[str]) -> bool:
    """Whether a path through the rows of a block leads to a number, or to the rows of a block in it."""
    return bool(inner) and any(path == "/".join(["", *inner]) for path, _label, _sense in _numbers("", "", term))


def _summand(inner: list[str]) -> Rule:
    """What is summed of a row: a number, or what is summed of the rows of a block in it."""
    first, *rest = inner
    if not rest:
        return {"var": first}
    return {"list.length": [{"var": first}]} if rest == [""] else {"list.sum": [{"var": first}, _summand(rest)]}


def _inner(rule: Rule) -> list[str]:
    """The path of a summand; nothing for what is none."""
    if not isinstance(rule, dict):
        return []
    name, operands = split(rule)
    if name == "var" and len(operands) == 1 and isinstance(operands[0], str):
        return [operands[0]]
    first = _inner(operands[0]) if operands else []
    if len(first) != 1 or not isinstance(operands[0], dict) or "var" not in operands[0]:
        return []
    if name == "list.length" and len(operands) == 1:
        return [*first, ""]
    if name == "list.sum" and len(operands) == 2:
        rest = _inner(operands[1])
        return [*first, *rest] if rest else []
    return []
