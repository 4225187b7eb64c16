"""Every text of a document that somebody reads, and what may be remarked on it: long sentences, words to avoid, help
that is missing, English that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parvis.studio.data import Document
from parvis.studio.domain.elements import Kind, kind_of, places, title
from parvis.studio.domain.jargon import Jargon, Words
from parvis.studio.domain.reading import Reading, read, words

LANGUAGES = ("fr", "en")
_LABEL = 20
"""Words of a question from which it is a long one."""
#: what people look for before they can answer: a question of these types says where it is found
_HELPED = frozenset({"file", "formatted_text", "iban", "identifier", "plate", "signature", "parcel"})
#: what their own options say already
_SAYS = {"formatted_text": "example"}
#: parts that nobody but designers and machines read
_UNREAD = frozenset({"rule", "condition", "computed", "value", "values", "pattern"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text in its languages. element: the id of what it belongs to, "" beside the form; part: where in it."""

    element: str
    part: tuple[str, ...]
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """What may be made plainer, of one text in one language; or, with no language, what is missing.

    kind: "sentence" (too long), "difficult", "label" (a long question), "jargon", "help", "english".
    """

    element: str
    kind: str
    language: str = ""
    reading: Reading | None = None
    jargon: Jargon | None = None
    text: str = ""


def texts(document: Document) -> Iterator[Text]:
    """Every text of a document, those of the form first, in the order in which it asks."""
    form = document["definition"]["form"]
    for place in places(document):
        own = {key: value for key, value in place.element.items() if key not in ("sections", "items", "fields")}
        yield from _within(own, place.id, ())
    around = {key: value for key, value in document["definition"].items() if key != "form"}
    yield from _within({"form": {"title": form.get("title")}, **around}, "", ())
    yield from _within(document["face"], "", ("face",))


def _within(value: Any, element: str, part: tuple[str, ...]) -> Iterator[Text]:
    if isinstance(value, dict):
        if isinstance(value.get("fr"), str) and set(value) <= set(LANGUAGES):
            yield Text(element, part, {key: said for key in LANGUAGES if (said := value.get(key))})
            return
        for key, inner in value.items():
            if key not in _UNREAD:
                yield from _within(inner, element, (*part, str(key)))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _within(inner, element, (*part, str(index)))


def remarks(document: Document, avoided: Words) -> list[Remark]:
    """What may be made plainer in a document, element by element; words to avoid once in each text."""
    found: list[Remark] = []
    for text in texts(document):
        for language, said in text.said.items():
            found += _remarked(text, language, said, avoided)
        if "en" not in text.said and words(text.said.get("fr", "")):
            found.append(Remark(text.element, "english", text=text.said["fr"]))
    found += [
        Remark(place.id, "help", text=title(place.element, "fr"))
        for place in places(document)
        if place.kind is Kind.FIELD and _lacks_help(place.element)
    ]
    return found


def _remarked(text: Text, language: str, said: str, avoided: Words) -> Iterator[Remark]:
    for jargon in avoided.found(said, language):
        yield Remark(text.element, "jargon", language, jargon=jargon)
    reading = read(said)
    if text.part == ("label",):
        if reading.words > _LABEL:
            yield Remark(text.element, "label", language, reading=reading)
    elif reading.long_winded:
        yield Remark(text.element, "sentence", language, reading=reading)
    elif reading.difficult:
        yield Remark(text.element, "difficult", language, reading=reading)


def _lacks_help(field: dict[str, Any]) -> bool:
    if kind_of(field) is not Kind.FIELD or field.get("type") not in _HELPED or field.get("hint"):
        return False
    option = _SAYS.get(field["type"])
    return not (option and field.get("options", {}).get(option))


def reading_of(document: Document, language: str) -> Reading:
    """All that residents and agents read, taken together."""
    return read("\n".join(text.said[language] for text in texts(document) if language in text.said))
