"""Reading a page that was sent, and checking answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.forms.data import TYPED, Answers, FormState, JsonValue, PageResult
from parvis.forms.domain.eligibility import Eligibility
from parvis.forms.domain.following import loosened
from parvis.forms.domain.questions import HTML_PREFIX, Leaf, Question, Repeated
from parvis.forms.domain.rules import RuleBook
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


def inputs(question: Question, post: Posted, row: int | None) -> dict[str, list[str]]:
    """What the inputs of one field hold, cleaned, by part."""
    found: dict[str, list[str]] = {}
    for part in question.parts:
        values = post.getlist(question.input_id(part, row))
        if values:
            found[part] = [clean(value) for value in values[:MOST_VALUES]]
    return found


def read_page(leaf: Leaf, post: Posted) -> _Collected:
    """Read every field of a page. Neither visibility nor obligation matter yet."""
    page = _Collected()
    for item in leaf.items():
        if isinstance(item, Question):
            _read_one(item, post, None, page, page.values)
        else:
            _read_rows(item, post, page)
    return page


def _read_one(
    question: Question,
    post: Posted,
    row: int | None,
    page: _Collected,
    into: dict[str, JsonValue],
    to: int | None = None,
) -> None:
    """Read one field into `into`. In a block, `row` is where it was sent and `to` where it now stands."""
    if not question.is_asked:
        return
    found = inputs(question, post, row)
    reading: Reading = question.type.read(found, question.asked[_language()])
    if reading.errors:
        page.messages[question.path(to)] = reading.errors
        for part, values in found.items():
            page.typed[question.input_id(part, to)] = values
    elif reading.value is not None:
        into[question.id] = reading.value


def row_count(block: Repeated, post: Posted) -> int:
    """How many rows were sent, within what the definition allows."""
    said = post.getlist(f"{block.html_id}-count")
    if not said or not (said[0].isascii() and said[0].isdigit()):
        return 0
    return min(int(said[0][:4]), block.block.max)


def _read_rows(block: Repeated, post: Posted, page: _Collected) -> None:
    count = row_count(block, post)
    removed = post.getlist(f"{block.html_id}-remove")
    gone = (
        int(removed[0]) if removed and removed[0].isascii() and removed[0].isdigit() and len(removed[0]) < 4 else None
    )
    rows: list[dict[str, JsonValue]] = []
    for row in range(count):
        if row == gone:
            page.resized = True
            continue
        values: dict[str, JsonValue] = {}
        for question in block.questions:
            _read_one(question, post, row, page, values, to=len(rows))
        rows.append(values)
    if page.resized and gone is not None and gone < count:
        page.focus = f"{block.html_id}-add"
    if f"{block.html_id}-add" in post and len(rows) < block.block.max:
        page.resized = True
        page.focus = f"{block.html_id}-{len(rows)}"
        rows.append({})
    if rows:
        page.values[block.id] = rows


def _language() -> str:
    return "en" if (translation.get_language() or "fr").startswith("en") else "fr"


def without_empty_rows(leaf: Leaf, page: _Collected) -> None:
    """Forget rows at the end that hold nothing: "add another" was pressed once too often."""
    for item in leaf.items():
        rows = page.values.get(item.id) if isinstance(item, Repeated) else None
        if not isinstance(item, Repeated) or not rows:
            continue
        started = {path.split(".")[1] for path in page.messages if path.startswith(f"{item.id}.")}
        while rows and len(rows) > item.block.min and not rows[-1] and str(len(rows) - 1) not in started:
            rows.pop()
        if not rows:
            del page.values[item.id]


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
        merged |= page.values
        typed = {name: value for name, value in answers.get(TYPED, {}).items() if not _of_page(name, ids)}
        typed |= page.typed
        if typed:
            merged[TYPED] = typed
        merged = loosened(book.followings, answers, merged)
        state = book.evaluate(merged, context)
        if page.resized:
            return PageResult(merged, state, {}, focus=page.focus)
        revealed = tuple(_not_seen(leaf, post, state, merged))
        errors = errors_of(leaf, merged, state, page.messages, skipped=frozenset(revealed), language=language)
        for html_id, text in eligibility.errors(leaf.page.id, state, context, language):
            errors.setdefault(html_id, text)
        return PageResult(merged, state, errors, tuple(revealed), _where(leaf, revealed, merged))


def _of_page(name: str, ids: frozenset[str]) -> bool:
    """Whether an HTML name belongs to one of the fields or blocks `ids`."""
    return name.removeprefix(HTML_PREFIX).partition("-")[0] in ids


def places(leaf: Leaf, answers: Answers) -> Iterator[tuple[Question, int | None]]:
    """Every question of a page, once for each row in blocks."""
    for item in leaf.items():
        if isinstance(item, Question):
            yield item, None
        else:
            for row in range(shown_rows(item, answers)):
                for question in item.questions:
                    yield question, row


def shown_rows(block: Repeated, answers: Answers) -> int:
    """How many rows of a block stand on the page: those that hold answers, and at least the minimum."""
    rows = answers.get(block.id)
    return max(len(rows) if isinstance(rows, list) else 0, block.block.min)


def _not_seen(leaf: Leaf, post: Posted, state: FormState, answers: Answers) -> Iterator[str]:
    """Paths of questions to answer that the page did not show when it was sent."""
    said = post.getlist(UNSEEN)
    hidden = set(said[0].split()) if said else set()
    for question, row in places(leaf, answers):
        path = question.path(row)
        if path in hidden and path in state.visible and question.is_asked and _answer(question, row, answers) is None:
            yield path


def _where(leaf: Leaf, paths: tuple[str, ...], answers: Answers) -> str | None:
    """HTML id of the first input of the first of `paths`."""
    for question, row in places(leaf, answers):
        if question.path(row) in paths:
            return question.input_id(question.parts[0], row)
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
        if isinstance(item, Repeated) and item.id in state.visible:
            held = answers.get(item.id)
            count = len(held) if isinstance(held, list) else 0
            if count > item.block.max:
                label = item.block.label.into(language)
                errors[f"{item.html_id}-add"] = _("“%(label)s”: %(max)d at most") % {
                    "label": label,
                    "max": item.block.max,
                }
    for question, row in places(leaf, answers):
        path = question.path(row)
        if path not in state.visible or not question.is_asked:
            continue
        if path in messages:
            for part in question.parts:
                if part in messages[path]:
                    errors[question.input_id(part, row)] = messages[path][part]
            continue
        held = _answer(question, row, answers)
        asked = question.asked[language]
        if held is None:
            if path in state.required and path not in skipped:
                message = asked.required_message or _("Complete “%(label)s”") % {"label": asked.label}
                errors[question.input_id(question.parts[0], row)] = message
        elif path in state.failed:
            check = question.field.checks[state.failed[path][0]]
            errors[question.input_id(question.parts[0], row)] = check.message.into(language)
    return errors


def _answer(question: Question, row: int | None, answers: Answers) -> JsonValue:
    if question.block is None:
        return answers.get(question.id)
    rows = answers.get(question.block.id)
    if not isinstance(rows, list) or row is None or row >= len(rows):
        return None
    return rows[row].get(question.id)


def unreadable(leaf: Leaf, answers: Answers, language: str) -> dict[str, Mapping[str, str]]:
    """Messages by path and part for what a draft holds: typed but not understood, or no longer valid for this form.

    A value is judged by what its inputs would show, so that there is one judgement for all doors.
    """
    kept = Kept(answers.get(TYPED, {}))
    found: dict[str, Mapping[str, str]] = {}
    for question, row in places(leaf, answers):
        if not question.is_asked:
            continue
        held = inputs(question, kept, row)
        if held:
            reading = question.type.read(held, question.asked[language])
        else:
            value = _answer(question, row, answers)
            if value is None:
                continue
            reading = question.type.accept(value, question.asked[language])
        if reading.errors:
            found[question.path(row)] = reading.errors
    return found
