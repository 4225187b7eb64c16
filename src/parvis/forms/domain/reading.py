"""Reading a page that was sent, and checking answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.forms.data import TYPED, Answers, FormState, JsonValue, PageResult
from parvis.forms.domain.eligibility import Eligibility
from parvis.forms.domain.following import loosened
from parvis.forms.domain.questions import HTML_PREFIX, Item, Leaf, Question, Repeated, Rows, html_id, row_at
from parvis.forms.domain.rules import RuleBook
from parvis.forms.domain.stamping import stamp
from parvis.forms.domain.typed import MOST_VALUES, Kept, Posted, clean
from parvis.forms.registry import Reading

UNSEEN = f"{HTML_PREFIX}unseen"
"""Name of the hidden input that lists the questions which the page kept hidden: they are not held against anyone."""


@dataclass(slots=True)
class _Collected:
    """What one page held: values and what could not be read, before any rule ran."""

    values: dict[str, JsonValue] = field(default_factory=dict)
    typed: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """By path: messages by part."""
    resized: bool = False
    focus: str | None = None


def inputs(question: Question, post: Posted, rows: Rows) -> dict[str, list[str]]:
    """What the inputs of one field hold, cleaned, by part."""
    found: dict[str, list[str]] = {}
    for part in question.parts:
        values = post.getlist(question.input_id(part, rows))
        if values:
            found[part] = [clean(value) for value in values[:MOST_VALUES]]
    return found


def read_page(leaf: Leaf, post: Posted) -> _Collected:
    """Read every field of a page. Neither visibility nor obligation matter yet."""
    page = _Collected()
    for item in leaf.items():
        _read(item, post, (), page, page.values, ())
    return page


def _read(item: Item, post: Posted, rows: Rows, page: _Collected, into: dict[str, JsonValue], to: Rows) -> None:
    """Read a field or a block into `into`. In blocks, `rows` is where it was sent and `to` where it now stands."""
    if isinstance(item, Repeated):
        _read_rows(item, post, rows, page, into, to)
        return
    if not item.is_asked:
        return
    found = inputs(item, post, rows)
    reading: Reading = item.type.read(found, item.asked[_language()])
    if reading.errors:
        page.messages[item.path(to)] = reading.errors
        for part, values in found.items():
            page.typed[item.input_id(part, to)] = values
    elif reading.value is not None:
        into[item.id] = reading.value


def row_count(html_id: str, most: int, post: Posted) -> int:
    """How many rows of a block were sent, within what the definition allows."""
    said = post.getlist(f"{html_id}-count")
    if not said or not (said[0].isascii() and said[0].isdigit()):
        return 0
    return min(int(said[0][:4]), most)


def sent_places(question: Question, post: Posted) -> list[Rows]:
    """Where a question was sent: once outside of blocks, else once for each row of those around it."""
    found: list[Rows] = [()]
    for depth, block in enumerate(question.blocks):
        found = [
            (*rows, row)
            for rows in found
            for row in range(row_count(html_id(question.blocks[:depth], rows, block.id), block.max, post))
        ]
    return found


def _read_rows(
    block: Repeated, post: Posted, rows: Rows, page: _Collected, into: dict[str, JsonValue], to: Rows
) -> None:
    sent, now = block.html_id(rows), block.html_id(to)
    count = row_count(sent, block.block.max, post)
    removed = post.getlist(f"{sent}-remove")
    gone = (
        int(removed[0]) if removed and removed[0].isascii() and removed[0].isdigit() and len(removed[0]) < 4 else None
    )
    if gone is not None and (gone >= count or block.block.row_labels):
        gone = None
    held: list[dict[str, JsonValue]] = []
    for row in range(count):
        if row == gone:
            page.resized = True
            page.focus = f"{now}-add"
            continue
        values: dict[str, JsonValue] = {}
        for item in block.items:
            _read(item, post, (*rows, row), page, values, (*to, len(held)))
        held.append(values)
    if f"{sent}-add" in post and len(held) < block.block.max:
        page.resized = True
        page.focus = f"{now}-{len(held)}"
        held.append({})
    if held:
        into[block.id] = held


def _language() -> str:
    return "en" if (translation.get_language() or "fr").startswith("en") else "fr"


def without_empty_rows(leaf: Leaf, page: _Collected) -> None:
    """Forget rows at the end that hold nothing: "add another" was pressed once too often."""
    for item in leaf.items():
        if isinstance(item, Repeated):
            _trim(item, page, page.values, ())


def _trim(block: Repeated, page: _Collected, holder: dict[str, JsonValue], at: Rows) -> None:
    rows = holder.get(block.id)
    if not rows:
        return
    for number, row in enumerate(rows):
        for inner in block.inner:
            _trim(inner, page, row, (*at, number))
    path = block.path(at)
    while rows and len(rows) > block.block.min and not any(_holds(block, rows[-1])):
        start = f"{path}.{len(rows) - 1}."
        if any(one.startswith(start) for one in page.messages):
            break
        rows.pop()
    if not rows:
        del holder[block.id]


def _holds(block: Repeated, row: Mapping[str, JsonValue]) -> Iterator[bool]:
    """Whether something was answered in a row, by question."""
    yield from (row.get(one.id) is not None for one in block.own)
    for inner in block.inner:
        for held in row.get(inner.id) or ():
            yield from _holds(inner, held)


def parse_page(
    book: RuleBook,
    leaf: Leaf,
    post: Posted,
    answers: Answers,
    context: Mapping[str, JsonValue],
    language: str,
    eligibility: Eligibility,
) -> PageResult:
    """See `CompiledForm.parse_page`."""
    with translation.override(language):
        page = read_page(leaf, post)
        if not page.resized:
            without_empty_rows(leaf, page)
        ids = leaf.ids()
        merged = {name: value for name, value in answers.items() if name not in ids and name != TYPED}
        stamp(leaf, answers, page.values)
        merged |= page.values
        typed = {name: value for name, value in answers.get(TYPED, {}).items() if not _of_page(name, ids)}
        typed |= page.typed
        if typed:
            merged[TYPED] = typed
        merged = _filled(book, leaf, answers, merged)
        merged = loosened(book.followings, answers, merged)
        state = book.evaluate(merged, context)
        if page.resized:
            return PageResult(merged, state, {}, focus=page.focus)
        revealed = tuple(_not_seen(leaf, post, state, merged))
        errors = errors_of(leaf, merged, state, page.messages, skipped=frozenset(revealed), language=language)
        for ident, text in eligibility.errors(leaf.page.id, state, context, language):
            errors.setdefault(ident, text)
        return PageResult(merged, state, errors, tuple(revealed), _where(leaf, revealed, merged))


def _filled(book: RuleBook, leaf: Leaf, before: Answers, merged: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """What an answer that was given or changed says of questions that are empty, or that it had filled before."""
    for item in leaf.items():
        if not isinstance(item, Question) or merged.get(item.id) is None or merged[item.id] == before.get(item.id):
            continue
        options = item.asked["fr"].options
        fills = item.type.fills(merged[item.id], options)
        former = item.type.fills(before[item.id], options) if before.get(item.id) is not None else {}
        for name, text in fills.items():
            question = book.questions.get(name)
            if question is None or not question.is_asked or _typed_in(question, merged):
                continue
            asked = question.asked["fr"]
            held = merged.get(name)
            if held is not None and (name not in former or question.type.written(former[name], asked).value != held):
                continue
            reading = question.type.written(text, asked)
            if reading.value is not None and not reading.errors:
                merged[name] = reading.value
    return merged


def _typed_in(question: Question, merged: Answers) -> bool:
    """Whether somebody typed something there that can't be read."""
    return any(question.input_id(part) in merged.get(TYPED, {}) for part in question.parts)


def _of_page(name: str, ids: frozenset[str]) -> bool:
    """Whether an HTML name belongs to one of the fields or blocks `ids`."""
    return name.removeprefix(HTML_PREFIX).partition("-")[0] in ids


def places(leaf: Leaf, answers: Answers) -> Iterator[tuple[Question, Rows]]:
    """Every question of a page, once for each row in blocks."""
    for item in leaf.items():
        yield from _places(item, answers, ())


def _places(item: Item, answers: Answers, at: Rows) -> Iterator[tuple[Question, Rows]]:
    if isinstance(item, Question):
        yield item, at
        return
    for row in range(item.count(answers, at)):
        for member in item.items:
            yield from _places(member, answers, (*at, row))


def _crowded(item: Item, answers: Answers, at: Rows = ()) -> Iterator[tuple[Repeated, Rows]]:
    """Blocks with more rows than they may have, with where they are."""
    if isinstance(item, Question):
        return
    held = (row_at(item.blocks, answers, at) or {}).get(item.id)
    count = len(held) if isinstance(held, list) else 0
    if count > item.block.max:
        yield item, at
    for row in range(min(count, item.block.max)):
        for inner in item.inner:
            yield from _crowded(inner, answers, (*at, row))


def _not_seen(leaf: Leaf, post: Posted, state: FormState, answers: Answers) -> Iterator[str]:
    """Paths of questions to answer that the page did not show when it was sent."""
    said = post.getlist(UNSEEN)
    hidden = set(said[0].split()) if said else set()
    for question, rows in places(leaf, answers):
        path = question.path(rows)
        if path in hidden and path in state.visible and question.is_asked and question.value(answers, rows) is None:
            yield path


def _where(leaf: Leaf, paths: tuple[str, ...], answers: Answers) -> str | None:
    """HTML id of the first input of the first of `paths`."""
    for question, rows in places(leaf, answers):
        if question.path(rows) in paths:
            return question.input_id(question.parts[0], rows)
    return None


def errors_of(
    leaf: Leaf,
    answers: Answers,
    state: FormState,
    messages: Mapping[str, Mapping[str, str]],
    *,
    skipped: frozenset[str] = frozenset(),
    language: str,
) -> dict[str, str]:
    """Messages by HTML id for the visible questions of a page, in order.

    `messages`: what could not be read, by path and part. `skipped`: paths that may stay empty for now.
    """
    errors: dict[str, str] = {}
    for item in leaf.items():
        for block, at in _crowded(item, answers):
            if block.path(at) in state.visible:
                said = {"label": block.block.label.into(language), "max": block.block.max}
                errors[f"{block.html_id(at)}-add"] = _("“%(label)s”: %(max)d at most") % said
    for question, rows in places(leaf, answers):
        path = question.path(rows)
        if path not in state.visible or not question.is_asked:
            continue
        if path in messages:
            for part in question.parts:
                if part in messages[path]:
                    errors[question.input_id(part, rows)] = messages[path][part]
            continue
        held = question.value(answers, rows)
        asked = question.asked[language]
        if held is None:
            if path in state.required and path not in skipped:
                message = asked.required_message or _("Complete “%(label)s”") % {"label": asked.label}
                errors[question.input_id(question.parts[0], rows)] = message
        elif path in state.failed:
            check = question.field.checks[state.failed[path][0]]
            errors[question.input_id(question.parts[0], rows)] = check.message.into(language)
    return errors


def unreadable(leaf: Leaf, answers: Answers, language: str) -> dict[str, Mapping[str, str]]:
    """Messages by path and part for what a draft holds: typed but not understood, or no longer valid for this form.

    A value is judged by what its inputs would show, so that there is one judgement for all doors.
    """
    kept = Kept(answers.get(TYPED, {}))
    found: dict[str, Mapping[str, str]] = {}
    for question, rows in places(leaf, answers):
        if not question.is_asked:
            continue
        held = inputs(question, kept, rows)
        if held:
            reading = question.type.read(held, question.asked[language])
        else:
            value = question.value(answers, rows)
            if value is None:
                continue
            reading = question.type.accept(value, question.asked[language])
        if reading.errors:
            found[question.path(rows)] = reading.errors
    return found
