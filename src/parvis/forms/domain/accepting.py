"""Answers that come from another programme: each as its question takes it, told by where it stands (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.forms.data import JsonValue
from parvis.forms.domain.questions import Item, Leaf, Question, Repeated, Rows
from parvis.forms.domain.stamping import stamp

Files = Mapping[str, Mapping[str, JsonValue]]


def accepted(
    leaves: Iterable[Leaf], answers: Mapping[str, Any], files: Files, language: str, *, prepared: bool = False
) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """See `CompiledForm.accepted`."""
    leaves = tuple(leaves)
    items = {item.id: item for leaf in leaves for item in leaf.items()}
    found: dict[str, JsonValue] = {}
    wrong: dict[str, str] = {}
    with translation.override(language):
        for name, held in answers.items():
            item, pointer = items.get(name), f"/{_escaped(name)}"
            if prepared and _only_they(item):
                wrong[pointer] = _("Only the person who asks can answer this")
                continue
            _held(item, held, pointer, files, language, found, wrong)
    for leaf in leaves:
        stamp(leaf, {}, found)
    return found, wrong


def _only_they(item: Item | None) -> bool:
    """Whether the person alone can give this answer, or one in its rows."""
    questions = item.questions() if isinstance(item, Repeated) else (item,) if item else ()
    return any(one.type.anew for one in questions)


def _held(
    item: Item | None,
    held: Any,
    pointer: str,
    files: Files,
    language: str,
    found: dict[str, JsonValue],
    wrong: dict[str, str],
) -> None:
    if isinstance(item, Question) and item.is_asked:
        _one(item, held, pointer, files, language, found, wrong)
    elif isinstance(item, Repeated):
        _rows(item, held, pointer, files, language, found, wrong)
    else:
        wrong[pointer] = _("The form has no question of that name")


def _rows(
    block: Repeated,
    held: Any,
    pointer: str,
    files: Files,
    language: str,
    found: dict[str, JsonValue],
    wrong: dict[str, str],
) -> None:
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        wrong[pointer] = _("Give a list of rows here")
        return
    if len(held) > block.block.max:
        wrong[pointer] = _("%(max)d rows at most") % {"max": block.block.max}
        return
    items = {item.id: item for item in block.items}
    rows: list[JsonValue] = []
    for number, row in enumerate(held):
        into: dict[str, JsonValue] = {}
        for name, value in row.items():
            place = f"{pointer}/{number}/{_escaped(name)}"
            _held(items.get(name), value, place, files, language, into, wrong)
        rows.append(into)
    found[block.id] = rows


def _one(
    question: Question,
    held: Any,
    pointer: str,
    files: Files,
    language: str,
    into: dict[str, JsonValue],
    wrong: dict[str, str],
) -> None:
    if held is None:
        return
    if question.type.holds_files:
        held = _known(held, files)
    reading = question.type.accept(held, question.asked[language])
    if reading.errors:
        wrong[pointer] = next(iter(reading.errors.values()))
    elif reading.value is not None:
        into[question.id] = reading.value


def _known(held: Any, files: Files) -> Any:
    """Files by their ids, as those who keep them know them; what nobody knows stays as it is, and is refused."""
    if not isinstance(held, list):
        return held
    return [files.get(str(one.get("id")), "") if isinstance(one, dict) else one for one in held]


def pointer(leaves: Iterable[Leaf], html_id: str) -> str:
    """See `CompiledForm.pointer`."""
    best, length = "", 0
    for leaf in leaves:
        for item in leaf.items():
            for found, base in _pointers(item, html_id, ()):
                if len(base) > length:
                    best, length = found, len(base)
    return best


def _pointers(item: Item, html_id: str, rows: Rows) -> Iterator[tuple[str, str]]:
    """The pointers of all that an HTML id may begin with, each with that beginning."""
    base = item.html_id(rows)
    if not _begins(html_id, base):
        return
    yield "/" + item.path(rows).replace(".", "/"), base
    if isinstance(item, Repeated):
        row = html_id.removeprefix(f"{base}-").partition("-")[0]
        if row.isascii() and row.isdigit() and len(row) < 4:
            for member in item.items:
                yield from _pointers(member, html_id, (*rows, int(row)))


def _begins(html_id: str, base: str) -> bool:
    return html_id == base or html_id.startswith(f"{base}-")


def _escaped(name: str) -> str:
    return name[:200].replace("~", "~0").replace("/", "~1")
