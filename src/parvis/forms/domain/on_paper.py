"""A form as it is printed, blank: every question with its boxes or lines, and in plain words when to answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.expressions.api import Rule, reads
from parvis.forms.data import Following, OnPaper
from parvis.forms.domain.questions import Leaf, Question, Repeated

#: rows of a block that are printed; for more, the page is copied
MOST_ROWS = 2
#: squares of what has a known length, by type of field
_SQUARES = {"phone": 10, "iban": 27, "plate": 9, "parcel": 14}
_PARTS = {"day": 2, "month": 2, "year": 4, "postcode": 5, "rna": 10, "siret": 14}


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The number of each question by its id, and the question."""

    numbers: Mapping[str, int]
    questions: Mapping[str, Question]
    language: str


def on_paper(leaves: Iterable[Leaf], followings: Iterable[Following], language: str) -> list[OnPaper]:
    """See `CompiledForm.on_paper`."""
    with translation.override(language):
        leaves = tuple(leaves)
        asked = [one for leaf in leaves for one in leaf.questions() if one.is_asked]
        numbers = {one.id: number for number, one in enumerate(asked, 1)}
        numbers |= {one.name: numbers[one.field] for one in followings if one.field in numbers}
        for leaf in leaves:  # a block as a whole is its first question
            for item in leaf.items():
                for block in (item, *item.inner) if isinstance(item, Repeated) else ():
                    first = next((one.id for one in block.questions() if one.is_asked), "")
                    numbers.setdefault(block.id, numbers.get(first, 0))
        known = _Numbered(numbers, {one.id: one for one in asked}, language)
        return [part for leaf in leaves for part in _page(leaf, known)]


def _page(leaf: Leaf, known: _Numbered) -> Iterator[OnPaper]:
    page, language = leaf.page, known.language
    yield OnPaper("page", page.title.into(language), only=_only(page.condition, known))
    sections = {section.id: section for section in page.sections}
    for part in leaf.parts:
        title = part.title.into(language) if part.title else ""
        condition = sections[part.id].condition
        if title or condition is not None:
            yield OnPaper("section", title, only=_only(condition, known))
        for item in part.items:
            yield from _block(item, known) if isinstance(item, Repeated) else _question(item, known)


def _block(item: Repeated, known: _Numbered, above: str = "") -> Iterator[OnPaper]:
    block, language = item.block, known.language
    named = bool(block.row_labels)
    rows = block.max if named else max(1, min(MOST_ROWS if not above else 1, block.max))
    for row in range(rows):
        more = block.hint.into(language) if block.hint and row == 0 else ""
        if row == rows - 1 and block.max > rows:
            words = _("For more than %(num)d, join a copy of this page.") % {"num": rows}
            more = f"{more} {words}".strip()
        only = _only(block.condition, known)
        name = block.row_title(row, language)
        if named:
            name = f"{block.label.into(language)} – {name}"
        elif block.max == 1:
            name = block.item_label.into(language)
        name = f"{above}{name}"
        yield OnPaper("block", name, hint=more, only=only)
        for member in item.items:
            if isinstance(member, Repeated):
                yield from _block(member, known, f"{name} – ")
            else:
                yield from _question(member, known)


def _question(one: Question, known: _Numbered) -> Iterator[OnPaper]:
    asked, only = one.asked[known.language], _only(one.field.condition, known)
    if not one.type.asks:
        text = getattr(asked.options, "text", None)
        only = _only(one.field.condition, known, read=True)
        yield OnPaper("text", asked.label, hint=_plain(text.into(known.language)) if text else asked.hint, only=only)
        return
    if not one.is_asked:
        return
    required = one.field.required
    if isinstance(required, dict):
        words = _phrase(required, known) or _depends(required, known)
        needed = _("Required if %(words)s.") % {"words": words}
        only = f"{only} {needed}".strip()
    name = one.type.name
    base: dict[str, Any] = {
        "kind": "question",
        "text": asked.label,
        "hint": asked.hint,
        "only": only,
        "number": known.numbers[one.id],
        "required": required is True,
    }
    if name in ("choice", "choices", "civility"):
        choices = tuple(
            (choice.label.into(known.language), choice.hint.into(known.language) if choice.hint else "")
            for choice in asked.options.choices
        )
        if len(choices) <= _MOST_BOXES:
            yield OnPaper(**base, choices=choices, several=one.type.several)
            return
    elif name == "yes_no":
        yield OnPaper(**base, choices=((_("Yes"), ""), (_("No"), "")))
        return
    elif name == "checkbox":
        yield OnPaper(**base | {"text": ""}, choices=((asked.label, ""),), several=True)
        return
    elif name == "statement":
        words = _plain(asked.options.text.into(known.language))
        yield OnPaper(
            **base | {"hint": f"{asked.hint}\n\n{words}".strip()}, choices=((_("I certify it"), ""),), several=True
        )
        return
    elif one.type.holds_files:
        if one.type.withheld:
            more = _("Write on your copy whom and what it is for. It is erased after the decision.")
            base |= {"hint": f"{base['hint']} {more}".strip()}
        yield OnPaper(**base, joins=True)
        return
    yield OnPaper(**base, cells=_cells(one, known), lines=_lines(name, asked.options))


#: beyond so many choices, one writes the answer
_MOST_BOXES = 24


def _lines(name: str, options: Any) -> int:
    if name in ("long_text", "formatted_text"):
        return 6
    return 2 if (getattr(options, "max_length", 0) or 0) > 120 else 1


def _cells(one: Question, known: _Numbered) -> tuple[tuple[str, int], ...]:
    """The parts of an answer with their squares; none for one that is written on lines."""
    name = one.type.name
    if name in _SQUARES:
        return (("", _SQUARES[name]),)
    day = ((_("Day"), 2), (_("Month"), 2), (_("Year"), 4))
    if name == "date":
        return day
    if name == "time":
        return (_("Hour"), 2), (_("Minutes"), 2)
    if name == "date_range":
        written = _("%(label)s (day, month, year)")
        return tuple((written % {"label": label}, 8) for label in (_("First day"), _("Last day")))
    if name == "linked":
        return tuple((label, 0) for _key, label in _columns(one, known))
    if name == "date_time":
        return (*day, (_("Hour"), 2), (_("Minutes"), 2))
    if name == "identity":
        shown = [(key, label) for key, label in _columns(one, known) if not key.endswith(".code")]
        born = _("%(label)s (day, month, year)")
        return tuple((born % {"label": label}, 8) if key.endswith("birth_date") else (label, 0) for key, label in shown)
    if name in ("person", "address", "association"):
        return tuple((label, _PARTS.get(key.rsplit(".", 1)[-1], 0)) for key, label in _columns(one, known))
    return ()


def _columns(one: Question, known: _Numbered) -> list[tuple[str, str]]:
    asked = one.asked[known.language]
    start = f"{asked.label} – "
    return [(column.key, column.label.removeprefix(start)) for column in one.type.columns(asked)]


def _plain(text: str) -> str:
    """Markdown as it is printed: emphasis and links as their words, lists with a dot."""
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)]+)\)", r"\1 (\2)", text)
    return re.sub(r"^[-*] ", "• ", text, flags=re.MULTILINE)


# -- when it is to be answered


def _only(rule: Rule | None, known: _Numbered, *, read: bool = False) -> str:
    """read: of words to read, which nobody answers."""
    if rule is None:
        return ""
    words = _phrase(rule, known)
    if read:
        return _("Read this only if %(words)s.") % {"words": words} if words else ""
    if words:
        return _("Answer only if %(words)s.") % {"words": words}
    return _("Answer only if this concerns you: %(words)s.") % {"words": _depends(rule, known)}


def _depends(rule: Rule, known: _Numbered) -> str:
    """What a rule that has no plain words depends on."""
    names = {path.split(".")[0] for path in reads(rule)} | {path.split(".")[-1] for path in reads(rule)}
    numbers = sorted({known.numbers[name] for name in names if known.numbers.get(name)})
    if not numbers:
        return _("it depends on the day of your request")
    return _("it depends on your answer to %(question)s") % {
        "question": _(" and ").join(_("question %(number)d") % {"number": number} for number in numbers)
    }


def _phrase(rule: Rule, known: _Numbered) -> str:
    """A rule in plain words, after "if"; "" where it has none."""
    if not isinstance(rule, dict) or len(rule) != 1:
        return ""
    ((name, operands),) = rule.items()
    operands = operands if isinstance(operands, list) else [operands]
    if name in ("and", "or"):
        parts = [_phrase(one, known) for one in operands]
        return (_(" and ") if name == "and" else _(" or ")).join(parts) if parts and all(parts) else ""
    if name == "!" and len(operands) == 1 and isinstance(operands[0], dict):
        inner = operands[0]
        turned = {"==": "!=", "!=": "==", "===": "!==", "is_empty": "is_filled", "is_filled": "is_empty"}
        ((own, more),) = inner.items()
        return _phrase({turned[own]: more}, known) if own in turned else ""
    return _compared(name, operands, known)


def _compared(name: str, operands: list[Any], known: _Numbered) -> str:
    at = _number(operands[0], known) if operands else None
    if at is None:
        return ""
    question = _("question %(number)d") % {"number": at[0]}
    if name in ("is_empty", "is_filled") and len(operands) == 1:
        empty = name == "is_empty"
        return (_("you leave %(question)s empty") if empty else _("you answer %(question)s")) % {"question": question}
    if name == "var" and at[1].type.name in ("yes_no", "checkbox"):
        name, operands = "==", [operands[0], True]
    if len(operands) != 2:
        return ""
    values = operands[1] if name == "in" and isinstance(operands[1], list) else [operands[1]]
    texts = [_value(at[1], value, known) for value in values]
    if name not in ("==", "===", "!=", "!==", "in") or not all(texts):
        return ""
    said = {
        "value": _(" or ").join(f"“{text}”" if known.language == "en" else f"«\u00a0{text}\u00a0»" for text in texts)
    }
    said["question"] = question
    if name in ("!=", "!=="):
        return _("you do not answer %(value)s to %(question)s") % said
    return _("you answer %(value)s to %(question)s") % said


def _number(operand: Any, known: _Numbered) -> tuple[int, Question] | None:
    """The number and the question that a variable names alone; None for anything else."""
    path = operand.get("var") if isinstance(operand, dict) else operand
    question = known.questions.get(path) if isinstance(path, str) else None
    return (known.numbers[question.id], question) if question is not None else None


def _value(question: Question, value: Any, known: _Numbered) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if not isinstance(value, str | int):
        return ""
    options = question.asked[known.language].options
    return str(options.label(value, known.language)) if hasattr(options, "label") else str(value)
