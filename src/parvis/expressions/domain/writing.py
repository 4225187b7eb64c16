"""A rule as text that people read, change, and that `parsing` reads back to a rule of the same meaning."""

from __future__ import annotations

import json
from typing import Any

from parvis.expressions.data import Rule
from parvis.expressions.domain import spelling
from parvis.expressions.domain.shape import bounded, split

#: How tightly operators bind, loosest first; a part that binds no tighter than what is around it stands in brackets.
_OR, _AND, _NOT, _COMPARED, _JOINED, _ADDED, _TIMES, _UNARY, _SOLE = range(1, 10)
_CHAINS = {"cat": ("&", _JOINED), "+": ("+", _ADDED), "*": ("*", _TIMES)}
_PAIRS = {"-": ("-", _ADDED), "/": ("/", _TIMES), "%": ("%", _TIMES)}
#: From so many characters on, the parts of a whole `and` or `or` stand on lines of their own.
_WIDE = 70


def write(rule: Rule, language: str = "en") -> str:
    """The text form of a rule in a language ("fr", "en"). Raises MalformedRule."""
    bounded(rule)
    return _Writer(spelling.LANGUAGES.index("fr" if language == "fr" else "en")).whole(rule)


class _Writer:
    def __init__(self, language: int) -> None:
        self.language = language

    def whole(self, rule: Rule) -> str:
        text = self.part(rule, 0)
        if len(text) > _WIDE and isinstance(rule, dict):
            name, operands = split(rule)
            if name in ("and", "or") and len(operands) > 1:
                word, level = self._junction(name)
                return f"\n{word} ".join(self.part(each, level) for each in operands)
        return text

    def part(self, rule: Rule, around: int) -> str:
        """The text of a part; in brackets where it binds no tighter than what is around it."""
        text, level = self._said(rule)
        return f"({text})" if level <= around else text

    def _junction(self, name: str) -> tuple[str, int]:
        return (spelling.AND[self.language], _AND) if name == "and" else (spelling.OR[self.language], _OR)

    def _said(self, rule: Rule) -> tuple[str, int]:
        if isinstance(rule, dict):
            return self._operator(*split(rule))
        if isinstance(rule, list):
            return f"[{', '.join(self.part(each, 0) for each in rule)}]", _SOLE
        return self._literal(rule)

    def _literal(self, value: Any) -> tuple[str, int]:
        if value is None:
            return spelling.NOTHING[self.language], _SOLE
        if isinstance(value, bool):
            return (spelling.TRUE if value else spelling.FALSE)[self.language], _SOLE
        if isinstance(value, str):
            bare = spelling.DATE.fullmatch(value) is not None
            return (value if bare else json.dumps(value, ensure_ascii=False)), _SOLE
        text = repr(value)
        return text, _UNARY if text.startswith("-") else _SOLE

    def _operator(self, name: str, operands: list[Any]) -> tuple[str, int]:
        name = spelling.ALIASES.get(name, name)
        count = len(operands)
        if name in ("var", "outer") and count == 1 and isinstance(operands[0], str) and spelling.bare(operands[0]):
            return ("@" if name == "outer" else "") + operands[0], _SOLE
        if name in ("and", "or") and count > 1:
            word, level = self._junction(name)
            return f" {word} ".join(self.part(each, level) for each in operands), level
        if name == "!" and count == 1:
            return f"{spelling.NOT[self.language]} {self.part(operands[0], _NOT)}", _NOT
        if name in _CHAINS and count > 1:
            sign, level = _CHAINS[name]
            return f" {sign} ".join(self.part(each, level) for each in operands), level
        if name in _PAIRS and count == 2:
            sign, level = _PAIRS[name]
            return f"{self.part(operands[0], level)} {sign} {self.part(operands[1], level)}", level
        if name == "-" and count == 1:
            inside = operands[0]
            literal = isinstance(inside, int | float) and not isinstance(inside, bool)
            return f"-{self.part(inside, _SOLE if literal else _UNARY)}", _UNARY
        if name in spelling.BETWEEN and count == 2:
            return self._between(name, operands)
        if name == "date.add" and count == 3 and operands[2] in ("days", "months", "years"):
            return self._called(spelling.SHIFTED[operands[2]][self.language], operands[:2])
        if name == "today" and operands in ([], [None]):
            return self._called(spelling.CALLED["today"][self.language], [])
        if name in spelling.CALLED and name != "today":
            return self._called(spelling.CALLED[name][self.language], operands)
        return self._called(f"`{name.replace('`', '')}`", operands)

    def _between(self, name: str, operands: list[Any]) -> tuple[str, int]:
        left, right = operands
        if name == "in" and not isinstance(right, list):
            name, left, right = "list.includes", right, left
        word = spelling.BETWEEN[name][self.language]
        return f"{self.part(left, _COMPARED)} {word} {self.part(right, _COMPARED)}", _COMPARED

    def _called(self, word: str, operands: list[Any]) -> tuple[str, int]:
        return f"{word}({', '.join(self.part(each, 0) for each in operands)})", _SOLE
