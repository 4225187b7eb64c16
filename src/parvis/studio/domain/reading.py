"""How easily a text is read.

The measure is LIX (C. H. Björnsson, *Läsbarhet*, 1968): words in a sentence, plus the share of words of more than six
letters. It counts no syllables, so that it means the same in French and in English, and a designer can redo it by hand.
Below 40 a text is easy, from 50 on it is difficult. Of a text of few words it says nothing: those are judged by their
longest sentence, of which the State's guide to plain language asks that it keep to about twenty words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EASY, DIFFICULT = 40.0, 50.0
"""LIX below which a text is easy, and from which it is difficult."""
LONGEST_SENTENCE = 25
"""Words of a sentence that is not remarked yet: twenty are advised."""
_JUDGED = 30
"""Words from which LIX says something."""
_LONG = 6

# not after "art." or "M.", whose next word is no sentence: an end is followed by a capital, a quote or nothing
_END = re.compile(r"[.!?…]+[\s\u00a0\u202f»\"”)]*(?=[A-ZÀÂÇÉÈÊËÎÏÔÖÙÛÜŸŒ«“\"]|$)|\n+|\s*[;:]\s*\n")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTENED = re.compile(r"\b(?:M|MM|Mme|art|etc|cf|p|ex|n|no|St|Ste|Mr|Ms|Dr)\.$", re.IGNORECASE)
_PASSAGE = re.compile(r"\{\{?[^{}]*\}?\}|https?://\S+")


@dataclass(frozen=True, slots=True)
class Reading:
    """words and sentences counted; lix: None for a text too short to be measured; longest: its longest sentence,
    longest_words: how many words that has.
    """

    words: int
    sentences: int
    lix: float | None
    longest: str
    longest_words: int

    @property
    def long_winded(self) -> bool:
        return self.longest_words > LONGEST_SENTENCE

    @property
    def difficult(self) -> bool:
        return self.lix is not None and self.lix >= DIFFICULT


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; each line of a list is one."""
    found: list[str] = []
    begun = 0
    for end in _END.finditer(text):
        piece = text[begun : end.end()]
        if end.group().startswith(".") and _SHORTENED.search(piece.rstrip()):
            continue
        found.append(piece.strip())
        begun = end.end()
    found.append(text[begun:].strip())
    return [one for one in found if _WORD.search(one)]


def words(text: str) -> list[str]:
    """Its words; numbers, addresses of the web and passages between braces are none."""
    return _WORD.findall(_PASSAGE.sub(" ", text))


def read(text: str) -> Reading:
    """Measure a text."""
    counted = [(one, words(one)) for one in sentences(_PASSAGE.sub(" ", text))]
    everything = [word for _one, found in counted for word in found]
    longest, its = max(counted, key=lambda pair: len(pair[1]), default=("", []))
    lix = None
    if len(everything) >= _JUDGED:
        share = sum(len(word) > _LONG for word in everything) / len(everything)
        lix = len(everything) / len(counted) + 100 * share
    return Reading(len(everything), len(counted), lix, longest, len(its))
