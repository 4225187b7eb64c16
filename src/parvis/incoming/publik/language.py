"""The language of Publik's conditions: Django's template engine with the filters of Publik that we define.

What these filters do is said in docs/adr (docs/develop/incoming.md names it): "exact" means equal to this engine.
Nothing of an installation is within its reach: contexts hold plain values, and there are no tags but Django's own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Library, Template, defaultfilters
from django.template.base import Lexer, Node, Parser, TextNode, TokenType, VariableNode
from django.template.defaulttags import (
    CommentNode,
    FirstOfNode,
    IfNode,
    SpacelessNode,
    TemplateIfParser,
    WithNode,
)
from django.template.exceptions import TemplateSyntaxError

register = Library()
#: characters of a rule, and of any text that a filter makes
LONGEST = 4_000
TODAY = "__today"


def _number(value: Any) -> Decimal | None:
    """What Publik takes for a number: numbers, and texts that write one, with a comma too."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        with localcontext() as context:
            context.prec = 40
            found = Decimal(str(value).strip().replace(",", "."))
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None


def _day(value: Any) -> dt.date | None:
    """What Publik takes for a day: a date, or a text that writes one (2019-03-31, 31/03/2019)."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(str(value).strip(), form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


@register.filter
def add(value: Any, other: Any) -> Any:
    """The sum of two numbers (nothing counts as zero beside a number), else the two texts one after the other."""
    left, right = _number(value or 0), _number(other or 0)
    if left is not None and right is not None and (value not in (None, "") or other not in (None, "")):
        return left + right
    return f"{'' if value is None else value}{'' if other is None else other}"[:LONGEST]


def _calculation(run: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], Any]:
    def apply(value: Any, other: Any) -> Any:
        left, right = _number(value or 0), _number(other or 0)
        if left is None or right is None:
            return ""
        try:
            with localcontext() as context:
                context.prec = 40
                return run(left, right)
        except (InvalidOperation, ArithmeticError):
            return ""

    return apply


register.filter("multiply", _calculation(lambda left, right: left * right))
register.filter("subtract", _calculation(lambda left, right: left - right))
register.filter("divide", _calculation(lambda left, right: left / right))


@register.filter
def decimal(value: Any, places: Any = None) -> Any:
    """As a number; 0 where it writes none."""
    found = _number(value)
    if found is None:
        return Decimal(0)
    return found if places is None else round(found, int(places))


@register.filter
def strip(value: Any, characters: Any = None) -> str:
    return str("" if value is None else value).strip(characters)


@register.filter
def split(value: Any, separator: Any = " ") -> list[str]:
    return str("" if value is None else value).split(str(separator) or " ")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    try:
        return mapping[int(key)] if isinstance(mapping, list | tuple) else mapping.get(key)
    except (ValueError, IndexError, AttributeError, TypeError):
        return None


@register.filter
def count(value: Any) -> int:
    try:
        return len(value)
    except TypeError:
        return 0


@register.filter(name="date")
def date_filter(value: Any, form: Any = None) -> Any:
    """A day, to compare with others; nothing for what writes none. With a format, Django's own filter."""
    found = _day(value)
    if form is None:
        return found if found is not None else ""
    from django.template.defaultfilters import date as written

    return written(found, form) if found is not None else ""


@register.filter
def age_in_years(value: Any, today: Any = None) -> Any:
    """Whole years up to that day, or up to today."""
    born, at = _day(value), _day(today) or _TODAYS[-1]
    if born is None:
        return ""
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))


@register.filter
def age_in_days(value: Any, today: Any = None) -> Any:
    born, at = _day(value), _day(today) or _TODAYS[-1]
    return "" if born is None else (at - born).days


@register.filter
def floor(value: Any) -> Any:
    found = _number(value)
    return math.floor(found) if found is not None else ""


@register.filter
def ceil(value: Any) -> Any:
    found = _number(value)
    return math.ceil(found) if found is not None else ""


#: the day that filters count from: the innermost `evaluate` that runs
_TODAYS: list[dt.date] = [dt.date(1970, 1, 1)]


@register.filter(is_safe=True, needs_autoescape=True)
def join(value: Any, between: Any, autoescape: bool = True) -> Any:
    """Django's, bounded: a few of them could make a text of gigabytes. Raises ValueError."""
    if isinstance(value, str | list | tuple) and len(value) * (len(str(between)) + 1) > 20 * LONGEST:
        raise ValueError("this would be too long")
    return defaultfilters.join(value, between, autoescape)


#: filters of Django that rules may use as they are: they make nothing much larger than what they get
DJANGO = frozenset(
    {
        *("lower", "upper", "length", "default", "default_if_none", "first", "last", "safe", "yesno"),
        *("capfirst", "linebreaks", "linebreaksbr", "striptags", "title"),
    }
)
OURS = frozenset(register.filters)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Django's engine, with Publik's filters over its own."""
    made = Engine(autoescape=False)
    made.template_libraries["publik"] = register
    made.template_builtins.append(register)
    return made


class _Filters(dict[str, Any]):
    """Ours, and a stand-in for every other name."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Any:
        def stand_in(value: Any, argument: Any = None) -> Any:
            raise ValueError(name)

        stand_in.opaque = name  # type: ignore[attr-defined]
        return stand_in


def opaque(run: Any) -> str:
    """The name of a filter that we don't define; "" for one that we do."""
    return str(getattr(run, "opaque", ""))


def parse(text: str) -> Any:
    """The tree of a condition, as Django's `{% if %}` reads it.

    Filters that we don't define are read too, and known by their name (`opaque`). Raises TemplateSyntaxError.
    """
    if len(text) > LONGEST:
        raise TemplateSyntaxError("this condition is too long")
    tokens = [one for one in Lexer("{% if " + " ".join(text.split()) + " %}").tokenize() if one.contents]
    if len(tokens) != 1 or tokens[0].token_type is not TokenType.BLOCK:
        raise TemplateSyntaxError("this is no condition")
    made = engine()
    parser = Parser([], made.template_libraries, made.template_builtins)
    parser.filters = _Filters({name: run for name, run in parser.filters.items() if name in DJANGO | OURS})
    try:
        return TemplateIfParser(parser, tokens[0].split_contents()[1:]).parse()
    except RecursionError as error:
        raise TemplateSyntaxError("this condition is too deep") from error


def parse_text(text: str) -> Any:
    """The nodes of a template; filters that we don't define as in `parse`. Raises TemplateSyntaxError."""
    if len(text) > LONGEST:
        raise TemplateSyntaxError("this template is too long")
    made = engine()
    parser = Parser(Lexer(text).tokenize(), made.template_libraries, made.template_builtins)
    parser.filters = _Filters({name: run for name, run in parser.filters.items() if name in DJANGO | OURS})
    try:
        return parser.parse()
    except RecursionError as error:
        raise TemplateSyntaxError("this template is too deep") from error
    except (AttributeError, TypeError) as error:  # tags that look for what only files have
        raise TemplateSyntaxError("this template needs others") from error


def truth(tree: Any, values: Mapping[str, Any], today: dt.date) -> bool:
    """What `{% if %}` says of `tree`. Raises whatever a filter of an operand that stands by itself raises."""
    _TODAYS.append(today)
    try:
        return bool(tree.eval(_context(values)))
    finally:
        _TODAYS.pop()


def _context(values: Mapping[str, Any]) -> Context:
    context = Context(dict(values), autoescape=False)
    context.template = _nothing()
    return context


@lru_cache(maxsize=1)
def _nothing() -> Template:
    return Template("", engine=engine())


#: tags that give the same where they read the same; none that goes round: a few lines of loops in loops never end
_FIXED = (TextNode, VariableNode, IfNode, WithNode, FirstOfNode, CommentNode, SpacelessNode)


class _Watched(dict[str, Any]):
    """Values by name that remembers what else was asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.unknown: set[str] = set()

    def __contains__(self, name: object) -> bool:
        found = super().__contains__(name)
        if not found and not str(name).startswith("form_option_"):  # an option that is not set is nothing there, too
            self.unknown.add(str(name))
        return found


def constant(text: str, values: Mapping[str, Any], *, html: bool = False) -> str | None:
    """What a template always gives, where all that it reads is among `values`; None where it reads more, or fails.

    html: values are escaped, as in what is read as markup.
    """
    if len(text) > 20 * LONGEST:
        return None
    watched = _Watched(values)
    context = Context(watched, autoescape=html)
    context.template = _nothing()
    try:
        nodes = parse_text(text)
        if "age_in" in text or not all(isinstance(one, _FIXED) for one in nodes.get_nodes_by_type(Node)):
            return None  # what counts from today, or from something else that changes
        with context.render_context.push_state(context.template):
            said = nodes.render(context)
    except Exception:  # noqa: BLE001 - whatever a filter raises
        return None
    return None if watched.unknown else str(said)[: 20 * LONGEST]


def rendered(text: str, values: Mapping[str, Any], today: dt.date) -> str:
    """A template filled: what a computed value or a text gives. Raises TemplateSyntaxError."""
    _TODAYS.append(today)
    try:
        return str(engine().from_string(text).render(Context(dict(values), autoescape=False)))[:LONGEST]
    finally:
        _TODAYS.pop()
