"""What keeps a form from being published."""

from __future__ import annotations

import json
import threading
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from parvis.expressions import api as expressions
from parvis.expressions.api import TODAY, Code, Kind, MalformedRule, Rule, Scope, Variable
from parvis.forms.data import (
    DEEPEST,
    MOST_ITEMS,
    Block,
    Field,
    Following,
    FormDefinition,
    LocalizedText,
    Problem,
)
from parvis.forms.domain import circles, following, scopes
from parvis.forms.domain.circles import said
from parvis.forms.domain.questions import Item, Leaf, Question, leaf
from parvis.forms.registry import FIELD_TYPES

MOST_INPUTS = 1_500
"""Inputs of one page, all rows of its blocks filled: below what the server takes in one request (2,000)."""


def check(
    definition: FormDefinition, *, extra: Scope | None = None, followings: Sequence[Following] = ()
) -> list[Problem]:
    """Everything wrong with `definition`. `extra`: variables that the caller puts in the context of `evaluate`;
    `followings`: texts that follow from answers, which the pages after those answers may read.

    With no blocking problem, `CompiledForm` accepts it and evaluates it whatever is answered.
    """
    extra = extra or {}
    # too large to be looked at, and to be answered
    if problems := [*_too_much(definition)]:
        return problems
    problems = [*_ids(definition, {**extra, **following.scope(followings)}), *_fields(definition)]
    if any(problem.blocking for problem in problems):
        return problems
    leaves = tuple(leaf(page) for page in definition.pages)
    problems += _rules(leaves, extra, followings)
    whole = {**extra, **scopes.whole(leaves), **following.scope(followings)}
    for index, one in enumerate(definition.eligibility):
        problems += _rule(f"eligibility.{index}.rule", one.rule, _Sight(whole, whole))
    if any(problem.blocking for problem in problems):
        return problems
    known = {**extra, **scopes.whole(leaves), **following.scope(followings)}
    return problems + circles.problems(leaves) + list(_unreached(definition, known))


def scope(definition: FormDefinition, followings: Sequence[Following] = ()) -> Scope:
    """The variables that rules over submitted answers may read, as `CompiledForm.scope` gives them, of a definition
    without blocking problems.
    """
    return {**scopes.whole(leaf(page) for page in definition.pages), **following.scope(followings)}


def _places(definition: FormDefinition) -> Iterator[tuple[str, Field | Block]]:
    for p, page in enumerate(definition.pages):
        for s, section in enumerate(page.sections):
            for i, item in enumerate(section.items):
                yield from _inside(f"pages.{p}.sections.{s}.items.{i}", item)


def _inside(path: str, item: Field | Block) -> Iterator[tuple[str, Field | Block]]:
    """An item and, of a block, all that stands in it."""
    yield path, item
    for f, member in enumerate(item.fields if isinstance(item, Block) else ()):
        yield from _inside(f"{path}.fields.{f}", member)


def _too_much(definition: FormDefinition) -> Iterator[Problem]:
    count = 0
    for path, item in _places(definition):
        count += 1
        if isinstance(item, Block) and path.count(".fields.") >= DEEPEST:
            words = _("Blocks stand in one another too deep: %(most)s of them at most")
            yield Problem(path, said(words, most=str(DEEPEST)))
            return
    if count > MOST_ITEMS:
        words = _("This form asks %(count)s questions: %(most)s at most. Make several procedures of it")
        yield Problem("pages", said(words, count=str(count), most=str(MOST_ITEMS)))


def _ids(definition: FormDefinition, extra: Scope) -> Iterator[Problem]:
    taken = {TODAY, *(name.partition(".")[0] for name in extra)}
    named: list[tuple[str, str]] = []
    for p, page in enumerate(definition.pages):
        named.append((f"pages.{p}", page.id))
        named += [(f"pages.{p}.sections.{s}", section.id) for s, section in enumerate(page.sections)]
    for path, item in _places(definition):
        named.append((path, item.id))
    for path, name in named:
        if name in taken:
            yield Problem(f"{path}.id", said(_("“%(id)s” is taken: choose another id"), id=name))
        taken.add(name)


def _fields(definition: FormDefinition) -> Iterator[Problem]:
    for p, page in enumerate(definition.pages):
        if not any(section.items for section in page.sections):
            yield Problem(f"pages.{p}", said(_("This page asks nothing: add a question or remove it")))
    for path, item in _places(definition):
        if isinstance(item, Field):
            yield from _field(path, item)
            continue
        if item.min > item.max:
            yield Problem(f"{path}.min", said(_("The least number of rows is over the greatest")))
        if item.layout == "table" and any(isinstance(one, Block) for one in item.fields):
            words = _("A table has a column for each question: it can’t hold a block. Show it as cards")
            yield Problem(f"{path}.layout", said(words))


def _field(path: str, field: Field) -> Iterator[Problem]:
    if field.type not in FIELD_TYPES:
        yield Problem(f"{path}.type", said(_("There is no type of field “%(type)s”"), type=field.type))
        return
    kind = FIELD_TYPES[field.type]
    try:
        options = kind.Options.model_validate(field.options)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_context=False, include_input=False):
            where = ".".join(str(step) for step in one["loc"])
            yield Problem(f"{path}.options.{where}".rstrip("."), _why(one["type"], one["msg"]))
        return
    if field.prefill is not None and field.prefill not in kind.prefill:
        yield Problem(f"{path}.prefill", said(_("This type of field can’t be filled from that source")))
    if field.unseen and field.computed is None:
        yield Problem(path, said(_("Only a computed value may stay unseen")))
    if field.computed is not None:
        variable = kind.variable(options)
        if variable is None or variable.kind is Kind.RECORDS:
            yield Problem(f"{path}.computed", said(_("A field of this type can’t be computed")))
        if field.required is not False or field.checks:
            yield Problem(path, said(_("A computed value is not answered: it can’t be required or checked")))
    if not kind.asks and (field.required is not False or field.checks or field.computed is not None):
        yield Problem(path, said(_("An explanation is not answered: it can’t be required, checked or computed")))


#: what is said of an option that its model refuses: by the kind of the error, or by the model's own words
_REASONS: dict[str, Promise] = {
    "missing": _("Something is missing here: fill it in"),
    "too_short": _("Something is missing here: give one at least"),
    "min_length is over max_length": _("The fewest characters are more than the most"),
    "min is over max": _("The smallest value is over the greatest"),
    "min is after max": _("The earliest day is after the latest"),
    "what is optional must be asked": _("What may stay empty must be asked"),
    "two choices have the same value": _("Two answers have the same value"),
    "min and max can’t be met with these choices": _("There are not enough answers to choose so many"),
    "write a time like 08:30": _("Write a time like 08:30"),
    "earliest is after latest": _("The earliest time is after the latest"),
    "name one to six lists, apart by >": _("Name one to six lists, apart by >"),
    "name the same number of lists in both languages": _("Name the same number of lists in both languages"),
    "a line of the table has an empty choice: write it like A > B": _(
        "A line of the table has an empty choice: write it like A > B"
    ),
    "a line of the table has more choices than there are lists": _(
        "A line of the table has more choices than there are lists"
    ),
    "none_of_them is not the value of a choice": _("The answer that excludes the others is not offered"),
}


def _why(kind: str, words: str) -> LocalizedText:
    known = _REASONS.get(words.removeprefix("Value error, ")) or _REASONS.get(kind)
    return said(known) if known else said(_("This option is not right: %(reason)s"), reason=words)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a rule may read at its place, and everything there is (to say "later" rather than "unknown")."""

    allowed: Scope
    everything: Scope


def _rules(leaves: tuple[Leaf, ...], extra: Scope, followings: Sequence[Following]) -> list[Problem]:
    problems: list[Problem] = []
    everything: dict[str, Variable] = {**extra, **scopes.whole(leaves), **following.scope(followings)}
    before: dict[str, Variable] = dict(extra)
    for p, one in enumerate(leaves):
        page = one.page
        here = {**before, **{name: kind for item in one.items() for name, kind in scopes.of_item(item).items()}}
        if page.condition is not None:
            problems += _rule(f"pages.{p}.condition", page.condition, _Sight(before, everything), page_id=page.id)
        above = dict(before)
        inputs = 0
        for s, (section, part) in enumerate(zip(page.sections, one.parts, strict=True)):
            path = f"pages.{p}.sections.{s}"
            if section.condition is not None:
                problems += _rule(f"{path}.condition", section.condition, _Sight(above, everything))
            for i, item in enumerate(part.items):
                problems += _item(f"{path}.items.{i}", item, above, here, everything)
                above |= scopes.of_item(item)
                inputs += _inputs(item)
        if inputs > MOST_INPUTS:
            problems.append(
                Problem(f"pages.{p}", said(_("This page is too long: split it, or allow fewer rows in its blocks")))
            )
        # the page's script can't work them out: they are read from the next page on
        before = {**here, **following.scope(known for known in followings if known.field in one.ids())}
    return problems


def _unreached(definition: FormDefinition, known: Scope) -> Iterator[Problem]:
    """Elements whose condition never holds together with that of what they stand in. Each alone is judged elsewhere."""
    for p, page in enumerate(definition.pages):
        for s, section in enumerate(page.sections):
            path = f"pages.{p}.sections.{s}"
            above = [rule for rule in (page.condition, section.condition) if rule is not None]
            yield from _never_together(f"{path}.condition", above[:-1], section.condition, known)
            for i, item in enumerate(section.items):
                yield from _never_together(f"{path}.items.{i}.condition", above, item.condition, known)


def _never_together(path: str, above: list[Rule], rule: Rule, known: Scope) -> Iterator[Problem]:
    if rule is None or not above:
        return
    joined = {"and": [*above, rule]}
    try:
        sound = _sound_key(joined, known, Kind.BOOLEAN)
        if sound is not None and sound in _sound:
            return
        alone = any(expressions.constant_truth(one, known) is False for one in (*above, rule))
        never = not alone and expressions.constant_truth(joined, known) is False
    except MalformedRule:  # together they are too large to be judged
        return
    if never:
        yield Problem(
            path, said(_("This never holds together with the condition of what it stands in")), blocking=False
        )
    elif sound is not None:
        _keep_sound(sound)


def _inputs(item: Item) -> int:
    if isinstance(item, Question):
        return len(item.parts)
    return item.block.max * max(1, sum(_inputs(member) for member in item.items))


def _item(path: str, item: Item, above: Scope, here: Scope, everything: Scope) -> Iterator[Problem]:
    if isinstance(item, Question):
        yield from _question(path, item, above, here, everything)
        return
    if item.block.condition is not None:
        yield from _rule(f"{path}.condition", item.block.condition, _Sight(above, everything))
    outside = {name: kind for name, kind in here.items() if name != item.id}
    row = {**outside, **scopes.of_row(item)}
    row_above: dict[str, Variable] = dict(above)
    for f, member in enumerate(item.items):
        yield from _item(f"{path}.fields.{f}", member, row_above, row, {**everything, **row})
        row_above |= scopes.of_item(member)


def _question(path: str, question: Question, above: Scope, here: Scope, everything: Scope) -> Iterator[Problem]:
    field = question.field
    own = scopes.of_question(question)
    others = {name: kind for name, kind in here.items() if name not in own}
    if field.condition is not None:
        yield from _rule(f"{path}.condition", field.condition, _Sight(above, everything))
    if not isinstance(field.required, bool):
        yield from _rule(f"{path}.required", field.required, _Sight(others, everything))
    if field.computed is not None:
        variable = question.type.variable(question.asked["fr"].options)
        expects = variable.kind if variable else Kind.TEXT
        yield from _rule(f"{path}.computed", field.computed, _Sight(others, everything), expects=expects)
    for index, one in enumerate(field.checks):
        yield from _rule(f"{path}.checks.{index}.rule", one.rule, _Sight(here, everything))


#: Rules in which nothing was found, with the variables that they read: a form that is being edited is checked after
#: every change, and nearly all of its rules are those of before. Kept by process, bounded.
_sound: dict[Hashable, None] = {}
_sound_lock = threading.Lock()
MOST_SOUND = 5_000


def _keep_sound(key: Hashable) -> None:
    with _sound_lock:
        _sound[key] = None
        while len(_sound) > MOST_SOUND:
            del _sound[next(iter(_sound))]


def forget() -> None:
    """Check every rule anew from now on: for tests and benches."""
    with _sound_lock:
        _sound.clear()


def _sound_key(rule: Rule, scope: Scope, expects: Kind) -> Hashable | None:
    """All that the outcome of checking a rule hangs on; None where that is a block with a scope of its own."""
    read = []
    for name in sorted(_named(rule)):
        variable = scope.get(name)
        if variable is not None and variable.kind is Kind.RECORDS:
            return None
        read.append((name, variable and (variable.kind, variable.choices, variable.least, variable.most)))
    return json.dumps(rule, sort_keys=True), expects, tuple(read)


def _named(rule: Rule) -> Iterator[str]:
    """The variables that a rule names, as it names them."""
    waiting = [rule]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            for name, held in node.items():
                first = held[0] if isinstance(held, list) and held else held
                if name in ("var", "outer") and isinstance(first, str):
                    yield first
                else:
                    waiting.append(held)


def _holds(scope: Scope, name: str) -> bool:
    """Whether a scope has a variable of that name, or parts of it."""
    return name in scope or any(known.partition(".")[0] == name for known in scope)


def _rule(
    path: str, rule: Rule, sight: _Sight, *, expects: Kind = Kind.BOOLEAN, page_id: str | None = None
) -> Iterator[Problem]:
    try:
        read = expressions.reads(rule)
        sound = _sound_key(rule, sight.everything, expects)
    except MalformedRule:
        read, sound = frozenset(), None
    for name in sorted(read):
        if name != TODAY and not _holds(sight.allowed, name) and _holds(sight.everything, name):
            yield Problem(path, said(_("“%(id)s” is asked later, or by this very question"), id=name))
    if sound is not None and sound in _sound:
        return
    with translation.override("fr"):
        french = expressions.check(rule, sight.everything, expects)
    # nearly every rule is right: it is checked once
    with translation.override("en"):
        english = expressions.check(rule, sight.everything, expects) if french else []
    if not french and sound is not None:
        _keep_sound(sound)
    for fr, en in zip(french, english, strict=True):
        if page_id is not None and fr.code is Code.ALWAYS_FALSE:
            yield Problem(path, said(_("This page can never be reached: its condition is never true")))
        else:
            yield Problem(path + fr.path.replace("/", "."), LocalizedText(fr=fr.message, en=en.message), fr.blocking)
