"""Words to avoid: the ready list, the territory's, the organisation's; and where a text holds them."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.kernel import clock
from parvis.studio.data import Refused
from parvis.studio.domain import ready_words
from parvis.studio.models import Vocabulary
from parvis.territory.api import organisations

MOST_TERMS = 500
READY: Mapping[str, Mapping[str, str]] = {"fr": dict(ready_words.FRENCH), "en": dict(ready_words.ENGLISH)}
#: letters from which a word may bear an ending of gender or number; short ones would become other words
_INFLECTED = 5


@dataclass(frozen=True, slots=True)
class Jargon:
    """Words of a text to avoid, as they stand there, and what to say instead ("": leave them out)."""

    term: str
    written: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: by language, the folded term and its proposal."""

    terms: Mapping[str, Mapping[str, str]]
    pattern: Mapping[str, re.Pattern[str]]

    def found(self, text: str, language: str) -> list[Jargon]:
        """The words to avoid in a text, each once, in order."""
        folded = _fold(text)
        if language not in self.pattern or len(folded) != len(text):
            return []
        seen: dict[str, Jargon] = {}
        for match in self.pattern[language].finditer(folded):
            written = text[match.start() : match.end()]
            term = _stripped(match.group(), self.terms[language])
            seen.setdefault(term, Jargon(term, written, self.terms[language][term]))
        return list(seen.values())


def _stripped(written: str, terms: Mapping[str, str]) -> str:
    """The term of a match: without the ending that it has here."""
    return next(term for cut in ("", "s", "e", "es") if (term := written.removesuffix(cut)) in terms)


def _fold(text: str) -> str:
    """Small letters without accents, one for one, so that places in both are the same."""
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    if letter in "\u00a0\u202f":
        return " "
    if letter == "’":
        return "'"
    plain = unicodedata.normalize("NFD", letter.lower())[:1]
    return plain or letter


def words_of(lists: Iterable[Vocabulary]) -> Words:
    """The ready list, changed by each of `lists` in turn: the territory's first."""
    terms = {language: {_fold(term): said for term, said in ready.items()} for language, ready in READY.items()}
    for one in lists:
        for language, term in one.spared:
            terms.get(language, {}).pop(_fold(term), None)
        for language, term, proposal in one.terms:
            terms.setdefault(language, {})[_fold(term)] = proposal
    return Words(terms, {language: _pattern(found) for language, found in terms.items() if found})


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    # the longest first: "pièce justificative" before "justificatif"; endings of gender and number follow a word
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    found = "|".join(re.escape(term) + ("(?:es|s|e)?" if len(term) >= _INFLECTED else "") for term in ordered)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)")


def of_organisation(organisation_id: uuid.UUID) -> Words:
    """The words to avoid for an organisation's forms. One statement."""
    organisation = organisations.get(organisation_id)
    above = [organisation.group_id] if organisation.group_id else []
    rows = {
        row.organisation_id: row for row in Vocabulary.objects.filter(organisation_id__in=[*above, organisation_id])
    }
    return words_of(rows[one] for one in [*above, organisation_id] if one in rows)


def own(organisation_id: uuid.UUID) -> Vocabulary | None:
    """What an organisation itself has said; None where nothing yet."""
    return Vocabulary.objects.filter(organisation_id=organisation_id).first()


def keep(organisation_id: uuid.UUID, terms: list[list[str]], spared: list[list[str]]) -> None:
    """Replace what an organisation has said. Raises Refused: too many words."""
    if len(terms) + len(spared) > MOST_TERMS:
        raise Refused(_("That is more than %(most)s lines.") % {"most": MOST_TERMS})
    Vocabulary.objects.update_or_create(
        organisation_id=organisation_id, defaults={"terms": terms, "spared": spared, "changed_at": clock.now()}
    )
