"""Whether a rule makes sense: names, kinds, and the constructs on which the two engines disagree."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from parvis.expressions.data import TODAY, Code, Kind, MalformedRule, Problem, Rule, Scope, Variable
from parvis.expressions.domain.kinds import WRONG, Expecting, Typed, comparable
from parvis.expressions.domain.lowering import OPERATORS, lower
from parvis.expressions.domain.proving import constant_truth
from parvis.expressions.domain.shape import ITERATORS, bounded, operand_pointer, pointer, split
from parvis.expressions.domain.signatures import (
    ANY,
    BARRED,
    CHOSEN,
    DATES,
    LISTS,
    NUMBERS,
    RECORDS,
    SIGNATURES,
    TEXTS,
    TRUTHS,
)

_EQUALITY = frozenset({"==", "!=", "===", "!=="})
_ORDER = frozenset({"<", "<=", ">", ">="})
_INCLUDES = frozenset({"list.includes", "list.includes_any", "list.includes_all"})
#: Comparisons of ours, which never hold when a side is missing.
_FALSE_IF_MISSING = frozenset(
    name
    for name, signature in SIGNATURES.items()
    if name.startswith(("number.", "date.")) and signature.gives is Kind.BOOLEAN
)
#: Operators that may be given the literal null.
_TAKE_NULL = frozenset({"if", "??", "today"})
_UNITS = ("days", "months", "years")
#: How deep iterators nest: blocks of a form stand three deep, with files in a row of the last.
_DEEPEST_ITERATION = 4


def check(rule: Rule, scope: Scope, expects: Kind = Kind.BOOLEAN) -> list[Problem]:
    """Everything wrong with ``rule`` over the variables of ``scope`` when a value of kind ``expects`` is wanted.

    An empty list means: both engines give the same value of that kind (or none) on any data of the scope's kinds.
    Remarks (``blocking`` false) say that a condition is proved to be always true or always false.
    ``today`` is in every scope. Never raises on JSON.
    """
    try:
        bounded(rule)
    except MalformedRule as error:
        return [Problem("", Code.TOO_LARGE if "more" in str(error) else Code.MALFORMED, _("This rule is not valid."))]
    if rule is None:
        return [Problem("", Code.MALFORMED, _("This rule is not valid."))]
    checker = _Checker({TODAY: Variable(Kind.DATE), **scope})
    checker.expect(rule, "", frozenset({expects}))
    if not checker.problems:
        lower(rule)  # what passes here must compile: a MalformedRule is a fault of ours and shows itself
        if expects is Kind.BOOLEAN and not isinstance(rule, bool):
            checker.problems.extend(_remark(rule, scope))
    return checker.problems


def _remark(rule: Rule, scope: Scope) -> list[Problem]:
    truth = constant_truth(rule, scope)
    if truth is None:
        return []
    if truth:
        return [Problem("", Code.ALWAYS_TRUE, _("This condition is always true."), blocking=False)]
    return [Problem("", Code.ALWAYS_FALSE, _("This condition is never true."), blocking=False)]


class _Checker(Expecting):
    """What is found at each operator."""

    def infer(self, rule: Rule, path: str) -> Typed:
        if isinstance(rule, dict):
            return self._operator(rule, path)
        if isinstance(rule, list):
            return self.say(path, Code.MALFORMED, _("A list is only expected as what a value is compared with."))
        if rule is None:
            return Typed(frozenset(), missing=True, literal=True)
        if isinstance(rule, bool):
            return Typed(TRUTHS, literal=True, value=rule)
        if isinstance(rule, str):
            return Typed(TEXTS, literal=True, value=rule)
        kind = Kind.INTEGER if isinstance(rule, int) else Kind.DECIMAL
        return Typed(frozenset({kind}), literal=True, value=rule)

    def _operator(self, rule: dict[str, Any], path: str) -> Typed:
        name, operands = split(rule)
        where = [operand_pointer(path, rule, name, index) for index in range(len(operands))]
        if name in BARRED:
            return self.say(
                pointer(path, name),
                Code.BARRED,
                _("The operator “%(name)s” does not give the same result everywhere. Use: %(instead)s.")
                % {"name": name, "instead": BARRED[name]},
            )
        if name not in OPERATORS:
            return self.say(
                pointer(path, name), Code.UNKNOWN_OPERATOR, _("There is no operator “%(name)s”.") % {"name": name}
            )
        if None in operands and name not in _TAKE_NULL:
            return self.say(path, Code.BARRED, _("Ask with “is_empty” or “is_filled” whether an answer is missing."))
        if name in ("var", "outer"):
            return self._variable(name, operands, path)
        if name == "today":
            return Typed(DATES) if not operands or operands == [None] else self._count(path, name)
        if name == "if":
            return self._if(operands, path, where)
        if name in ("and", "or"):
            return self._logic(name, operands, path, where)
        if name == "??":
            return self._coalesce(operands, path, where)
        if name in ITERATORS:
            return self._iterate(name, operands, path, where)
        if name in ("is_empty", "is_filled"):
            return self._emptiness(name, operands, path, where)
        if name in SIGNATURES:
            return self._plain(name, operands, path, where)
        if len(operands) != 2:
            return self._count(path, name)
        if name in _EQUALITY:
            return self._equality(operands, path, where)
        if name in _ORDER:
            return self._order(name, operands, path, where)
        if name == "in":
            return self._in(operands, path, where)
        return self._includes(name, operands, where)

    def _count(self, path: str, name: str) -> Typed:
        return self.say(
            pointer(path, name),
            Code.WRONG_OPERANDS,
            _("The operator “%(name)s” does not take that many values.") % {"name": name},
        )

    def _variable(self, name: str, operands: list[Any], path: str) -> Typed:
        if len(operands) != 1 or not isinstance(operands[0], str):
            return self.say(path, Code.BARRED, _("A variable is named by one literal text, without a default."))
        scope = self.scopes[0] if name == "outer" else self.scopes[-1]
        variable = scope.get(operands[0])
        if variable is None:
            return self.say(
                path, Code.UNKNOWN_VARIABLE, _("There is no variable “%(name)s” here.") % {"name": operands[0]}
            )
        outermost = scope is self.scopes[0]
        missing = not (outermost and operands[0] in self.filled | {TODAY})
        return Typed(frozenset({variable.kind}), missing, choices=variable.choices, fields=variable.fields)

    def _plain(self, name: str, operands: list[Any], path: str, where: list[str]) -> Typed:
        signature = SIGNATURES[name]
        if not signature.least <= len(operands) <= max(signature.most, signature.least):
            return self._count(path, name)
        found = []
        for index, operand in enumerate(operands):
            each = self.expect(operand, where[index], signature.takes[min(index, signature.least - 1)])
            if index in signature.literal and not each.literal:
                self.say(where[index], Code.BARRED, _("A literal value is expected here."))
            if signature.filled and each.missing:
                self.say(
                    where[index],
                    Code.MISSING_SATISFIES,
                    _("This answer may be missing: say with “??” what then stands for it."),
                )
            found.append(each)
        self._particular(name, found, where)
        if signature.gives is not None:
            return Typed(frozenset({signature.gives}), signature.missing)
        whole = all(each.kinds == {Kind.INTEGER} for each in found)
        return Typed(frozenset({Kind.INTEGER if whole else Kind.DECIMAL}))

    def _particular(self, name: str, found: list[Typed], where: list[str]) -> None:
        """Literals that an operator takes from a closed list."""
        if name == "date.add" and found[2].literal and found[2].value not in _UNITS:
            self.say(where[2], Code.WRONG_OPERANDS, _("Expected: “days”, “months” or “years”."))
        if name == "number.round" and found[1].literal and found[1].value not in range(7):
            self.say(where[1], Code.WRONG_OPERANDS, _("Expected: a number of decimals from 0 to 6."))
        if name in ("text.equal", "text.same"):
            self._known_choice(found, where)

    def _logic(self, name: str, operands: list[Any], path: str, where: list[str]) -> Typed:
        """``and`` tells each operand what the ones before it established."""
        if not 1 <= len(operands) <= SIGNATURES[name].most:
            return self._count(path, name)
        before = self.filled
        missing = False
        for operand, place in zip(operands, where, strict=True):
            missing |= self.expect(operand, place, TRUTHS).missing
            if name == "and":
                self.filled |= self._established(operand)
        self.filled = before
        return Typed(TRUTHS, missing)

    def _established(self, condition: Rule) -> frozenset[str]:
        """Variables of the outermost scope that are not missing where ``condition`` holds."""
        if len(self.scopes) > 1 or not isinstance(condition, dict):
            return frozenset()
        name, operands = split(condition)
        if name == "and":
            return frozenset().union(*(self._established(each) for each in operands))
        if name == "is_filled" or name in _FALSE_IF_MISSING:
            return frozenset(
                each["var"] for each in operands if isinstance(each, dict) and isinstance(each.get("var"), str)
            )
        return frozenset()

    def _if(self, operands: list[Any], path: str, where: list[str]) -> Typed:
        if len(operands) < 3 or len(operands) % 2 == 0:
            return self._count(path, "if")
        branches = []
        for index in range(0, len(operands) - 1, 2):
            self.expect(operands[index], where[index], TRUTHS)
            before = self.filled
            self.filled |= self._established(operands[index])
            branches.append((self.infer(operands[index + 1], where[index + 1]), where[index + 1]))
            self.filled = before
        branches.append((self.infer(operands[-1], where[-1]), where[-1]))
        return self._alike(branches)

    def _coalesce(self, operands: list[Any], path: str, where: list[str]) -> Typed:
        if not 2 <= len(operands) <= 10:
            return self._count(path, "??")
        found = [(self.infer(operand, place), place) for operand, place in zip(operands, where, strict=True)]
        together = self._alike(found)
        return Typed(together.kinds, all(each.missing for each, _place in found), choices=together.choices)

    def _alike(self, found: list[tuple[Typed, str]]) -> Typed:
        """The kind that several parts share."""
        written = [each for each, _place in found if each.kinds]
        if not written:
            return WRONG
        # a literal text fits what the others are: let these lead
        leading = next((each for each in written if not (each.literal and isinstance(each.value, str))), written[0])
        kinds = leading.kinds
        if kinds <= NUMBERS:
            kinds = frozenset({Kind.DECIMAL}) if any(Kind.DECIMAL in each.kinds for each in written) else kinds
        elif kinds <= TEXTS:
            kinds = frozenset({Kind.TEXT})
        if kinds & LISTS:
            return self.say(found[0][1], Code.BARRED, _("A list cannot be chosen by a condition."))
        for each, place in found:
            self.require(each, place, kinds)
        return Typed(kinds, any(each.missing for each, _place in found))

    def _equality(self, operands: list[Any], path: str, where: list[str]) -> Typed:
        left, right = (self.infer(operand, place) for operand, place in zip(operands, where, strict=True))
        if not left.kinds or not right.kinds:
            return Typed(TRUTHS)
        for each, place in ((left, where[0]), (right, where[1])):
            if each.kinds & (LISTS | {Kind.DATETIME}):
                return self.say(
                    place, Code.BARRED, _("Lists and instants are not compared by equality; use their own operators.")
                )
        if left.kinds & TEXTS and right.kinds & TEXTS and not left.literal and not right.literal:
            return self.say(path, Code.BARRED, _("Compare two texts with “text.equal” or “text.same”."))
        leading, other, place = (right, left, where[0]) if left.literal else (left, right, where[1])
        self.require(other, place, comparable(leading.kinds))
        self._known_choice([left, right], where)
        return Typed(TRUTHS)

    def _known_choice(self, sides: list[Typed], where: list[str]) -> None:
        for choice, literal, place in ((sides[0], sides[1], where[1]), (sides[1], sides[0], where[0])):
            if choice.choices and literal.literal and literal.value not in choice.choices:
                self._unknown_choice(literal.value, place)

    def _unknown_choice(self, value: Any, place: str) -> None:
        self.say(place, Code.UNKNOWN_CHOICE, _("“%(value)s” is not one of the choices.") % {"value": value})

    def _order(self, name: str, operands: list[Any], path: str, where: list[str]) -> Typed:
        left, right = (self.infer(operand, place) for operand, place in zip(operands, where, strict=True))
        if not left.kinds or not right.kinds:
            return Typed(TRUTHS)
        leading, other, place = (right, left, where[0]) if left.literal else (left, right, where[1])
        if not leading.kinds & (NUMBERS | DATES):
            return self.say(path, Code.BARRED, _("Only numbers and dates have an order."))
        self.require(other, place, comparable(leading.kinds))
        if leading.kinds & DATES:
            # the engines compare a date with a missing one as numbers that are not: never true, unless both are missing
            satisfied = left.missing and right.missing and "=" in name
        else:
            satisfied = _missing_satisfies(name, left, right)
        if satisfied:
            return self.say(
                path,
                Code.MISSING_SATISFIES,
                _("A missing answer would count as zero and satisfy this. Use “%(instead)s”.")
                % {"instead": _INSTEAD["date" if leading.kinds & DATES else "number"][name]},
            )
        return Typed(TRUTHS)

    def _in(self, operands: list[Any], path: str, where: list[str]) -> Typed:
        item, items = operands
        if isinstance(items, list):
            found = self.infer(item, where[0])
            self._listed(items, where[1], found)
            return Typed(TRUTHS)
        found = self.infer(items, where[1])
        if found.kinds and not found.kinds & CHOSEN:
            return self.say(path, Code.BARRED, _("To look inside a text use “text.contains”."))
        return self._included(found, item, where[0])

    def _listed(self, items: list[Any], place: str, found: Typed) -> None:
        """A literal list that a value is looked for in."""
        if not items:
            self.say(place, Code.WRONG_OPERANDS, _("This list is empty."))
        if found.kinds & (LISTS | {Kind.DATETIME, Kind.BOOLEAN}):
            self.say(place, Code.WRONG_KIND, _("Only a text, a number or a date is looked for in a list."))
            return
        for index, item in enumerate(items):
            here = pointer(place, index)
            if isinstance(item, dict | list) or item is None:
                self.say(here, Code.BARRED, _("A literal value is expected here."))
            elif found.kinds:
                self.require(self.infer(item, here), here, comparable(found.kinds))
                if found.choices and item not in found.choices:
                    self._unknown_choice(item, here)

    def _includes(self, name: str, operands: list[Any], where: list[str]) -> Typed:
        items = self.expect(operands[0], where[0], CHOSEN)
        if name == "list.includes":
            return self._included(items, operands[1], where[1])
        if not isinstance(operands[1], list):
            return self.say(where[1], Code.BARRED, _("A literal list is expected here."))
        self._listed(operands[1], where[1], Typed(TEXTS, choices=items.choices))
        return Typed(TRUTHS)

    def _included(self, items: Typed, item: Rule, place: str) -> Typed:
        found = self.expect(item, place, TEXTS)
        if items.choices and found.literal and found.value not in items.choices:
            self._unknown_choice(found.value, place)
        return Typed(TRUTHS)

    def _emptiness(self, name: str, operands: list[Any], path: str, where: list[str]) -> Typed:
        if len(operands) != 1:
            return self._count(path, name)
        if not isinstance(operands[0], dict) or not operands[0].keys() & {"var", "outer"}:
            return self.say(where[0], Code.BARRED, _("“%(name)s” is asked of a variable.") % {"name": name})
        self.expect(operands[0], where[0], ANY)
        return Typed(TRUTHS)

    def _iterate(self, name: str, operands: list[Any], path: str, where: list[str]) -> Typed:
        if len(operands) != 2:
            return self._count(path, name)
        items = self.expect(operands[0], where[0], RECORDS)
        gives = Kind.INTEGER if name in ("list.count", "list.sum") else Kind.BOOLEAN
        if len(self.scopes) > _DEEPEST_ITERATION:
            return self.say(path, Code.TOO_LARGE, _("Lists are nested too deep."))
        if items.kinds:
            self.scopes.append(items.fields)
            each = self.expect(operands[1], where[1], NUMBERS if name == "list.sum" else TRUTHS)
            self.scopes.pop()
            if name == "list.sum" and Kind.DECIMAL in each.kinds:
                gives = Kind.DECIMAL
        return Typed(frozenset({gives}))


_INSTEAD = {
    "number": {"<": "number.below", "<=": "number.at_most", ">": "number.above", ">=": "number.at_least"},
    "date": {"<": "date.before", "<=": "date.on_or_before", ">": "date.after", ">=": "date.on_or_after"},
}


def _missing_satisfies(name: str, left: Typed, right: Typed) -> bool:
    """Whether a comparison of numbers may hold because a side is missing, which JsonLogic counts as zero."""
    if not left.missing and not right.missing:
        return False
    if left.missing and right.missing:
        return True  # 0 < 5, 0 >= -5, 0 <= 0: there always is a value for the other side
    known, missing_first = (right, True) if left.missing else (left, False)
    if not known.literal:
        return True
    zero, value = 0, known.value
    first, second = (zero, value) if missing_first else (value, zero)
    holds = {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}
    return holds[name]
