"""What differs between two documents, in plain words: nothing that differs is left unsaid.

`changes(a, b)` is empty exactly where `a` and `b` are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, ngettext, override

from parvis.forms.registry import FIELD_TYPES
from parvis.studio.data import Document
from parvis.studio.domain import question_words, step_words
from parvis.studio.domain.elements import HOLDS, Kind, Place, places, title, within, words
from parvis.studio.domain.flow_words import opinion
from parvis.studio.domain.rule_words import Reader


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. where: the element that it concerns, by its words; kind: "added", "removed" or "changed"."""

    kind: str
    where: str
    text: str


def changes(before: Document, after: Document, language: str) -> list[Change]:
    """All that differs, in that language, in the order of the form."""
    readers = Reader(before, language), Reader(after, language)
    with override(language):
        return [
            *_elements(before, after, language, readers),
            *_beside(before["definition"], after["definition"], language, readers),
            *_face(before["face"], after["face"], language),
        ]


def said(before: Document, after: Document) -> list[dict[str, str]]:
    """The changes in both languages, as a publication keeps them."""
    french, english = changes(before, after, "fr"), changes(before, after, "en")
    return [
        {"kind": fr.kind, "where_fr": fr.where, "where_en": en.where, "fr": fr.text, "en": en.text}
        for fr, en in zip(french, english, strict=True)
    ]


# -- the form -------------------------------------------------------------------------------------------------------


def _called(element: dict[str, Any], language: str) -> str:
    return title(element, language) or _("section without a title")


Readers = tuple[Reader, Reader]
"""What says the rules of the document before, and of that after."""


def _elements(before: Document, after: Document, language: str, readers: Readers) -> Iterator[Change]:
    old = {place.id: place for place in places(before)}
    new = {place.id: place for place in places(after)}
    for place in old.values():
        if place.id not in new and (place.above is None or place.above.id in new):
            yield Change("removed", _called(place.element, language), _removed(place))
    for place in new.values():
        was = old.get(place.id)
        if was is None:
            if place.above is None or place.above.id in old:
                yield Change("added", _called(place.element, language), _added(place, language))
            continue
        if was.kind is not place.kind:
            yield Change("changed", _called(place.element, language), _("it is of another kind now"))
        if (was.above and was.above.id) != (place.above and place.above.id):
            yield Change("changed", _called(place.element, language), _moved(place, language))
        yield from _properties(was.element, place.element, language, readers)
    yield from _orders(before, after, language)


def _questions(element: dict[str, Any]) -> int:
    return sum(1 for inner in within(element) if "type" in inner)


def _counted(element: dict[str, Any]) -> str:
    count = _questions(element)
    return ngettext("%(num)s question", "%(num)s questions", count) % {"num": count}


def _removed(place: Place) -> str:
    if place.kind is Kind.FIELD:
        return _("question removed; answers that were given stay with their requests")
    kinds = {Kind.PAGE: _("page removed"), Kind.SECTION: _("section removed"), Kind.BLOCK: _("block removed")}
    return f"{kinds[place.kind]} ({_counted(place.element)})"


def _added(place: Place, language: str) -> str:
    if place.kind is Kind.FIELD:
        kind = FIELD_TYPES.get(str(place.element["type"]))
        named = kind.title.into(language) if kind else str(place.element["type"])
        if place.element.get("required", False) is True:
            return _("question added: %(type)s, obligatory") % {"type": named}
        return _("question added: %(type)s") % {"type": named}
    kinds = {Kind.PAGE: _("page added"), Kind.SECTION: _("section added"), Kind.BLOCK: _("block added")}
    return f"{kinds[place.kind]} ({_counted(place.element)})"


def _moved(place: Place, language: str) -> str:
    assert place.above is not None
    return _("moved to “%(where)s”") % {
        "where": title(place.above.element, language) or title(place.page.element, language)
    }


def _orders(before: Document, after: Document, language: str) -> Iterator[Change]:
    """Lists whose elements that were there before and are there now stand in another order."""
    old, new = _lists(before), _lists(after)
    for key, (name, ids) in new.items():
        were = [one for one in old.get(key, ("", []))[1] if one in ids]
        are = [one for one in ids if one in were]
        if were != are:
            text = _("pages in another order") if not key else _("in another order")
            yield Change("changed", words(name, language) if key else "", text)


def _lists(document: Document) -> dict[str, tuple[Any, list[str]]]:
    """The ids that each element holds, in order; "" for the form."""
    pages = document["definition"]["form"]["pages"]
    found: dict[str, tuple[Any, list[str]]] = {"": (None, [page["id"] for page in pages])}
    for place in places(document):
        if place.kind in HOLDS:
            inner = [one["id"] for one in place.element[HOLDS[place.kind]]]
            said = place.element.get("label") or place.element.get("title") or place.page.element.get("title")
            found[place.id] = (said, inner)
    return found


def _properties(before: dict[str, Any], after: dict[str, Any], language: str, readers: Readers) -> Iterator[Change]:
    held = {"id", *HOLDS.values()}
    for name in sorted({*before, *after} - held):
        old, new = before.get(name), after.get(name)
        if old != new:
            for text in question_words.changed(name, old, new, language, after, readers):
                yield Change("changed", _called(after, language), text)


# -- beside the form ------------------------------------------------------------------------------------------------


def _parts() -> dict[str, str]:
    return {
        "name": _("Name"),
        "department": _("Department that answers"),
        "destination": _("Commune to which it goes"),
        "routing": _("Rules that choose the department"),
        "deadline": _("Deadlines"),
        "limits": _("Yearly limits"),
        "resources": _("What is counted"),
        "decisions": _("Decisions and their documents"),
        "renewal": _("Renewal"),
        "readings": _("Readings of the law"),
        "retention": _("How long requests are kept"),
        "contact": _("Whom to write to"),
        "title": _("What names a request in lists"),
        "zones": _("Zones"),
        "withdrawal": _("Withdrawal"),
        "eligible_again": _("Who may ask, held against corrections too"),
        "workflow": _("Workflow"),
        "form": _("Form"),
        "examples": _("Examples"),
        "laws": _("Legal references"),
    }


def _beside(before: dict[str, Any], after: dict[str, Any], language: str, readers: Readers) -> Iterator[Change]:
    parts = _parts()
    for name in sorted({*before, *after} - {"form", "workflow"}):
        if name == "opinions":
            yield from _opinions(before.get(name) or (), after.get(name) or (), language)
        elif before.get(name) != after.get(name):
            yield Change("changed", parts.get(name, name), _("changed"))
    if before["form"].get("title") != after["form"].get("title") and before["name"] == after["name"]:
        yield Change("changed", parts["form"], _("title changed"))
    if before["form"].get("eligibility") != after["form"].get("eligibility"):
        for text in question_words.checks(
            before["form"].get("eligibility") or (), after["form"].get("eligibility") or (), "", readers
        ):
            yield Change("changed", _("Who may ask"), text)
    if before["workflow"] != after["workflow"]:
        yield from _workflow(before["workflow"], after["workflow"], language, readers)


def _opinions(before: Any, after: Any, language: str) -> Iterator[Change]:
    """Opinions that are asked; at least one sentence where they differ."""
    old, new = ({one["id"]: one for one in rows} for rows in (before, after))
    for one in old:
        if one not in new:
            yield Change("removed", words(old[one]["label"], language), _("opinion removed"))
    for one in new:
        where = words(new[one]["label"], language)
        if one not in old:
            yield Change("added", where, _("opinion added: %(what)s") % {"what": opinion(new[one])})
        elif old[one] != new[one]:
            for text in step_words.of_opinion(old[one], new[one], language):
                yield Change("changed", where, text)
    stay = [[one for one in ids if one in old and one in new] for ids in (old, new)]
    if stay[0] != stay[1]:
        yield Change("changed", _("Opinions"), _("in another order"))


def _workflow(before: dict[str, Any], after: dict[str, Any], language: str, readers: Readers) -> Iterator[Change]:
    """Statuses and steps; at least one sentence."""
    found: list[Change] = []
    lists = (
        ("statuses", "agent", _("status added"), _("status removed"), _("status changed")),
        ("transitions", "label", _("step added"), _("step removed"), _("step changed")),
    )
    for name, label, added, removed, changed in lists:
        old = {one["id"]: one for one in before[name]}
        new = {one["id"]: one for one in after[name]}
        found += [Change("removed", words(old[one][label], language), removed) for one in old if one not in new]
        for one in new:
            if old.get(one) != new[one]:
                where = words(new[one][label], language)
                if one not in old:
                    found.append(Change("added", where, added))
                    continue
                told = [text for _name, text in step_words.changed(old[one], new[one], language, readers)]
                found += [Change("changed", where, text) for text in told or [changed]]
    yield from found or [Change("changed", _("Workflow"), _("in another order"))]


def _face(before: dict[str, Any], after: dict[str, Any], language: str) -> Iterator[Change]:
    parts = {
        "title": _("Name in the list of procedures"),
        "summary": _("Sentence under its name"),
        "subject": _("Subject under which it is listed"),
        "audience": _("For whom"),
        "words": _("What residents call it"),
        "events": _("Moments of life in which it is looked for"),
    }
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Change("changed", parts.get(name, _("Place in the list of procedures")), _("changed"))


def text_of(row: dict[str, str], language: str) -> Change:
    """A change as it was kept."""
    return Change(row["kind"], row[f"where_{language}"], row[language])
