"""Reading the text form of a rule. Never raises anything but `NotRead`, whatever is typed."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from parvis.expressions.data import Kind, NotRead, Rule, Scope
from parvis.expressions.domain import spelling
from parvis.expressions.domain.shape import DEEPEST, LARGEST_INTEGER

LONGEST = 20_000
"""Characters of a text form."""
#: Brackets and functions inside each other: what a rule of the greatest depth needs.
_NESTED = 3 * DEEPEST

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-]))
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<quoted>“[^”]*”|«[^»]*»)
    |(?P<raw>`[^`]+`)
    |(?P<outer>@[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)
    |(?P<name>[^\W\d]\w*(?:\.\w+)*)
    |(?P<sign><=|>=|!=|==|[≠≤≥<>=+\-*/%&()\[\],;€])""",
    re.VERBOSE,
)
_SIGNS = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "=", ";": ","}
_ORDER = {
    "number.below": "date.before",
    "number.at_most": "date.on_or_before",
    "number.above": "date.after",
    "number.at_least": "date.on_or_after",
}
_GIVES_DATES = frozenset({"today", "date.add", "datetime.date"})
_END = "end"


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str, scope: Scope | None = None) -> Rule:
    """The rule that a text says; `scope` tells dates from numbers where signs compare them. Raises NotRead."""
    if len(text) > LONGEST:
        raise NotRead(_("This text is too long."), 0)
    reader = _Reader(_tokens(text), scope or {})
    try:
        found = reader.either()
    except RecursionError:  # a deep stack below, too: of a server's request
        raise NotRead(_("This is nested too deep."), 0) from None
    reader.end()
    return found


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotRead(_("“%(text)s” can’t be read here.") % {"text": text[at : at + 10]}, at)
        if match.lastgroup != "space":
            found.append(_Token(str(match.lastgroup), match[0], at))
        at = match.end()
    return [*found, _Token(_END, "", len(text))]


class _Reader:
    def __init__(self, tokens: list[_Token], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.at = 0
        self.depth = 0

    # -- tokens ---------------------------------------------------------------------------------------------------

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.next
        if token.kind != _END:
            self.at += 1
        return token

    def sign(self) -> str:
        token = self.next
        return _SIGNS.get(token.text, token.text) if token.kind == "sign" else ""

    def word(self) -> str:
        """The next word as it is looked up; "" for anything else, a function's name too."""
        token = self.next
        if token.kind != "name" or self._calls(self.at):
            return ""
        return spelling.read_as(token.text)

    def _calls(self, at: int) -> bool:
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return following is not None and following.text == "(" and self._known(self.tokens[at].text)

    def _known(self, name: str) -> bool:
        said = spelling.read_as(name)
        return said in spelling.WORDS_CALLED or said in spelling.WORDS_SHIFTED

    def fail(self, message: str) -> NotRead:
        return NotRead(message, self.next.at)

    def unexpected(self) -> NotRead:
        if self.next.kind == _END:
            return self.fail(_("Something is missing at the end."))
        return self.fail(_("“%(text)s” can’t be read here.") % {"text": self.next.text[:40]})

    def end(self) -> None:
        if self.next.kind != _END:
            raise self.unexpected()

    def expect(self, sign: str) -> None:
        if self.sign() != sign:
            if self.next.kind == _END:
                raise self.fail(_("“%(sign)s” is missing at the end.") % {"sign": sign})
            raise self.unexpected()
        self.take()

    # -- levels, loosest first ------------------------------------------------------------------------------------

    def either(self) -> Rule:
        self.depth += 1
        if self.depth > _NESTED:
            raise self.fail(_("This is nested too deep."))
        found = self._junction("or", spelling.OR, lambda: self._junction("and", spelling.AND, self.negated))
        self.depth -= 1
        return found

    def _junction(self, name: str, words: tuple[str, str], inner: Any) -> Rule:
        parts = [inner()]
        while self.word() in words:
            self.take()
            parts.append(inner())
        return parts[0] if len(parts) == 1 else {name: parts}

    def negated(self) -> Rule:
        if self.word() not in spelling.NOT:
            return self.compared()
        count = 0
        while self.word() in spelling.NOT:
            self.take()
            count += 1
        if count > DEEPEST:
            raise self.fail(_("This is nested too deep."))
        found = self.compared()
        for _time in range(count):
            found = {"!": [found]}
        return found

    def compared(self) -> Rule:
        left = self.joined()
        name = spelling.WORDS_BETWEEN.get(self.sign() or self.word())
        if name is None:
            return left
        self.take()
        right = self.joined()
        if name in _ORDER and (self._is_date(left) or self._is_date(right)):
            name = _ORDER[name]
        return {name: [left, right]}

    def _is_date(self, rule: Rule) -> bool:
        if isinstance(rule, str):
            return spelling.DATE.fullmatch(rule) is not None
        if not isinstance(rule, dict):
            return False
        ((name, held),) = rule.items()
        if name == "var" and isinstance(held, str):
            variable = self.scope.get(held)
            return held == "today" or (variable is not None and variable.kind is Kind.DATE)
        return name in _GIVES_DATES

    def joined(self) -> Rule:
        return self._chain({"&": "cat"}, lambda: self._chain({"+": "+", "-": "-"}, self._times))

    def _times(self) -> Rule:
        return self._chain({"*": "*", "/": "/", "%": "%"}, self.unary)

    def _chain(self, signs: dict[str, str], inner: Any) -> Rule:
        found = inner()
        last = ""
        while (name := signs.get(self.sign())) is not None:
            self.take()
            right = inner()
            # a + b + c is one sum of three; brackets keep what they hold apart
            if name == last and name in ("+", "*", "cat"):
                found[name].append(right)
            else:
                found = {name: [found, right]}
            last = name
        return found

    def unary(self) -> Rule:
        if self.sign() != "-":
            return self.sole()
        self.take()
        if self.next.kind == "number":
            return -self._number()
        self.depth += 1
        if self.depth > _NESTED:
            raise self.fail(_("This is nested too deep."))
        found = {"-": [self.unary()]}
        self.depth -= 1
        return found

    # -- what stands alone ----------------------------------------------------------------------------------------

    def sole(self) -> Rule:
        token = self.next
        if token.kind == "number":
            return self._number()
        if token.kind == "date":
            return self.take().text
        if token.kind in ("text", "quoted"):
            return self._text()
        if token.kind == "outer":
            return {"outer": self.take().text[1:]}
        if token.kind == "raw":
            self.take()
            return {token.text[1:-1]: self._operands("(", ")")}
        if token.kind == "name":
            return self._named()
        if self.sign() == "(":
            self.take()
            found = self.either()
            self.expect(")")
            return found
        if self.sign() == "[":
            return self._operands("[", "]")
        raise self.unexpected()

    def _number(self) -> int | float:
        text = self.take().text
        try:
            found: int | float = int(text) if text.isdigit() else float(text)
        except ValueError:  # more figures than Python reads
            raise self.fail(_("This number is too large.")) from None
        cents = self.sign() == "€"  # amounts are cents
        if found > (LARGEST_INTEGER / 100 if cents else LARGEST_INTEGER):  # 1e999, too
            raise self.fail(_("This number is too large."))
        if cents:
            self.take()
            return round(found * 100)
        return found

    def _text(self) -> str:
        token = self.next
        if token.kind == "quoted":
            return self.take().text[1:-1].strip()
        try:
            found = json.loads(token.text, strict=False)
        except ValueError:
            raise self.unexpected() from None
        self.take()
        return str(found)

    def _named(self) -> Rule:
        token = self.next
        said = spelling.read_as(token.text)
        called = self._calls(self.at)
        if called:
            self.take()
            operands = self._operands("(", ")")
            if said in spelling.WORDS_SHIFTED:
                return {"date.add": [*operands, spelling.WORDS_SHIFTED[said]]}
            return {spelling.WORDS_CALLED[said]: operands}
        if self.tokens[self.at + 1].text == "(":
            raise self.fail(_("There is no function “%(name)s”.") % {"name": token.text})
        for words, value in ((spelling.TRUE, True), (spelling.FALSE, False), (spelling.NOTHING, None)):
            if said in words:
                self.take()
                return value
        if said in spelling.RESERVED:
            raise self.unexpected()
        self.take()
        return {"var": token.text}

    def _operands(self, opening: str, closing: str) -> list[Rule]:
        self.expect(opening)
        found: list[Rule] = []
        while self.sign() != closing:
            if found:
                self.expect(",")
            found.append(self.either())
        self.take()
        return found
