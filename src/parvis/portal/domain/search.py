"""Search among what a resident can ask for, by the resident's words: accents, plurals and one slip are forgiven."""

import re
import unicodedata
from collections.abc import Iterable
from os.path import commonprefix

from parvis.kernel.portal import Offer

_EMPTY = frozenset(
    [
        "a",
        "ai",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "faire",
        "for",
        "how",
        "i",
        "il",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "ma",
        "mes",
        "mon",
        "my",
        "n",
        "ne",
        "nous",
        "notre",
        "of",
        "on",
        "ou",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "se",
        "ses",
        "son",
        "sur",
        "the",
        "to",
        "un",
        "une",
        "veux",
        "voudrais",
        "vos",
        "votre",
        "vous",
        "want",
    ]
)
_TITLE, _WORDS, _REST = 6, 5, 2


def search(offers: Iterable[Offer], text: str) -> list[Offer]:
    """The offers that have something to do with `text`, best first; none for a text without a word that says something.

    An offer's score is the sum over the words typed; when some offer knows every word, those that know fewer than half
    of them are left out.
    """
    wanted = words(text)
    if not wanted:
        return []
    scored = []
    for offer in offers:
        scores = [_score(offer, word) for word in wanted]
        known = sum(1 for score in scores if score)
        if known:
            scored.append((known, sum(scores), offer))
    if not scored:
        return []
    best = max(known for known, _, _ in scored)
    kept = [entry for entry in scored if entry[0] * 2 > best or entry[0] == best]
    kept.sort(key=lambda entry: (-entry[0], -entry[1], -entry[2].often, entry[2].title.lower()))
    return [offer for _, _, offer in kept]


def words(text: str) -> list[str]:
    """The words of a text that say something: folded, without articles, in their shortest common form."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    found = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _EMPTY]
    return list(dict.fromkeys(_stem(word) for word in found if len(word) > 1))[:12]


def _stem(word: str) -> str:
    """Without its plural: "associations" and "association", "travaux" and "travail", "jeux" and "jeu" are one."""
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        return word[:-3] + "al"
    if len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    if word.endswith("ail") and len(word) > 5:
        return word[:-3] + "al"
    return word


def _score(offer: Offer, word: str) -> int:
    places = (
        (_TITLE, words(offer.title)),
        (_WORDS, words(" ".join(offer.words))),
        (_REST, words(f"{offer.subject} {offer.summary} {offer.note}")),
    )
    best = 0
    for weight, known in places:
        for candidate in known:
            if candidate == word:
                best = max(best, weight * 3)
            elif len(word) >= 3 and candidate.startswith(word):
                best = max(best, weight * 2)
            elif len(word) >= 5 and len(candidate) >= 5 and (one_slip(word, candidate) or _kin(word, candidate)):
                best = max(best, weight)
    return best


def _kin(one: str, other: str) -> bool:
    """Whether two words start alike for long enough to come from one: "déménager" and "déménagement"."""
    return len(commonprefix([one, other])) >= max(6, round(0.75 * min(len(one), len(other))))


def one_slip(one: str, other: str) -> bool:
    """Whether one letter added, dropped, changed, or two neighbours swapped make one word of the other."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        changed = one[start + 1 :] == other[start + 1 :]
        swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
        return changed or swapped
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]
