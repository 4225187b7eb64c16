"""Passages of texts that agents write: `{reference}`, or `{event_name}` for an answer. Never markup, never code.

Each has a name in French and one in English; both are understood, with or without accents and capitals. Texts are kept
with its key, so that one that was written in French is read in English, and an old one still means what it meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _, override

from parvis.cases.domain.checking_decisions import fields_of
from parvis.cases.domain.words import fill, marks
from parvis.cases.registry import PASSAGES, TEXT, Passage, Told
from parvis.forms.data import FormDefinition

__all__ = ["Passages", "Unknown", "filled", "fold", "marks", "of_answers", "of_use", "unknown_words", "values"]
_TYPED = re.compile(r"\{([^{}\n]{1,120})\}")
#: characters of the name of an answer: more is not typed without a mistake
_LONGEST = 40


class Unknown(ValueError):
    """Passages that stand for nothing, as they were typed; none: a brace stands alone."""

    def __init__(self, marks: Iterable[str] = ()) -> None:
        self.marks = sorted(set(marks))
        super().__init__(", ".join(f"{{{one}}}" for one in self.marks))


def fold(name: str) -> str:
    """A name as it is looked up: `{ Référence }` is `{reference}`."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe")).casefold()
    return re.sub(r"[^a-z0-9.]+", "_", "".join(one for one in plain if not unicodedata.combining(one))).strip("_")


def unknown_words(wrong: Unknown) -> str:
    """What is said of passages that stand for nothing."""
    if wrong.marks:
        return _("No request has this passage: %(marks)s") % {"marks": str(wrong)}
    return _("A brace stands alone: passages are written like {reference}")


class Passages:
    """Those that may stand somewhere: what is typed becomes what is kept, and what is kept is shown by its name."""

    def __init__(self, entries: Iterable[Passage]) -> None:
        self.entries = tuple(entries)
        self._keys: dict[str, str] = {}
        for one in self.entries:
            self._keys.setdefault(fold(one.key), one.key)
        for one in self.entries:
            for name in (one.fr, one.en):
                self._keys.setdefault(fold(name), one.key)

    def kept(self, text: str) -> str:
        """A text that was typed, as it is kept. Raises Unknown."""
        wrong = [found for found in _TYPED.findall(text) if fold(found) not in self._keys]
        if wrong:
            raise Unknown(wrong)
        rest = _TYPED.sub("", text)
        if "{" in rest or "}" in rest:
            raise Unknown
        return _TYPED.sub(lambda found: f"{{{self._keys[fold(found[1])]}}}", text)

    def shown(self, text: str, language: str) -> str:
        """A text that is kept, with the names of that language; what stands for nothing any more stays as it is."""
        names = {one.key: one.name(language) for one in self.entries}
        return _TYPED.sub(lambda found: f"{{{names.get(self._keys.get(fold(found[1]), ''), found[1])}}}", text)

    def keys(self, text: str) -> set[str]:
        """The passages that a text holds, by key."""
        return {self._keys[fold(found)] for found in _TYPED.findall(text) if fold(found) in self._keys}

    def fill(self, text: str, value: Callable[[str], str]) -> str:
        """The text with the value of each passage, by its key."""
        return _TYPED.sub(lambda found: value(self._keys[fold(found[1])]) if fold(found[1]) in self._keys else "", text)


def filled(text: str, said: Mapping[str, str]) -> str:
    """A kept text with what its passages say; values hold no passages."""
    return fill(text, said)


def of_use(use: str) -> tuple[Passage, ...]:
    """Those of any case that may stand there, in the order of their keys."""
    return tuple(one for one in PASSAGES if use in one.uses)


def of_answers(form: FormDefinition, language: str) -> dict[str, Passage]:
    """The passages of a form's answers, by field: named by their questions where these tell them apart. label: the
    question in that language.
    """
    fields = [one for one in fields_of(form) if one.type != "file"]
    taken = [fold(name) for one in PASSAGES for name in (one.key, one.fr, one.en)] + [one.id for one in fields]
    named = {one.id: (_slug(one.label.into("fr")), _slug(one.label.into("en"))) for one in fields}
    taken += [name for pair in named.values() for name in set(pair)]

    def name(field_id: str, said: str) -> str:
        return said if said and taken.count(said) == 1 else field_id

    return {
        one.id: Passage(
            key=one.id,
            fr=name(one.id, named[one.id][0]),
            en=name(one.id, named[one.id][1]),
            label=one.label.into(language),
        )
        for one in fields
    }


def _slug(question: str) -> str:
    """A name out of a question: `Nom de la manifestation` gives `nom_de_la_manifestation`."""
    name = fold(question).replace(".", "_")
    if len(name) > _LONGEST:
        name = name[: _LONGEST + 1].rpartition("_")[0]
    return name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else ""


def values(told: Told, keys: Iterable[str]) -> Mapping[str, str]:
    """What these passages say of a case; "" for what it does not say. Answers are read only where one is asked for."""
    asked = set(keys)
    with override(told.language):
        found = {one.key: one.of(told) for one in of_use(TEXT) if one.key in asked and one.of}
        if rest := asked - set(found):
            said = _answers(told)
            found |= {key: said.get(key, "") for key in rest}
    return found


def _answers(told: Told) -> dict[str, str]:
    case, form = told.case, told.published.form
    state = form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    sections = form.summary(case.answers, state, told.language)
    return {row.field_id: row.text for section in sections for row in section.rows}
