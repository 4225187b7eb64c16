"""What a form asks of somebody: how many questions, and about how many minutes.

The minutes are an estimate, from the seconds below and the words to read, and are shown as one: real times differ by
person far more than by form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parvis.studio.data import Document
from parvis.studio.domain.elements import Kind, Place, places
from parvis.studio.domain.reading import words

WORDS_A_MINUTE = 180
"""Read by an adult who reads French without hurry: slower than the 195 measured on running text (Trauzettel-Klosinski
and Dietz, *IOVS* 53, 2012), for forms are read with care."""
#: seconds to answer a question of a type, once it is read; `_OTHER` for the rest
_SECONDS = {
    "checkbox": 3,
    "yes_no": 4,
    "choice": 6,
    "choices": 8,
    "date": 10,
    "text": 12,
    "email": 15,
    "person": 30,
    "identity": 40,
    "address": 30,
    "iban": 60,
    "identifier": 40,
    "association": 60,
    "long_text": 60,
    "civility": 3,
    "statement": 5,
    "date_range": 20,
    "linked": 15,
    "parcel": 60,
    "file": 90,
    "signature": 20,
}
_OTHER = 12
_NEVER_ASKED = frozenset({"explanation"})


@dataclass(frozen=True, slots=True)
class Effort:
    """questions: those that everybody is asked, and all of them; seconds: the same."""

    questions: tuple[int, int]
    seconds: tuple[int, int]

    @property
    def minutes(self) -> tuple[int, int]:
        """Whole minutes, at least one."""
        least, most = (max(1, math.ceil(one / 60)) for one in self.seconds)
        return least, most


def effort(document: Document) -> Effort:
    """Count the questions of a form. Those of a block are counted once, for its first item."""
    always, all_of_them, least, most = 0, 0, 0.0, 0.0
    for place in places(document):
        if place.element.get("computed") is not None:
            continue
        seconds = len(words(_read(place.element))) * 60 / WORDS_A_MINUTE
        asked = place.kind is Kind.FIELD and place.element["type"] not in _NEVER_ASKED
        if asked:
            seconds += _SECONDS.get(place.element["type"], _OTHER)
        sure = all(above.element.get("condition") is None and above.element.get("min", 1) for above in _upwards(place))
        all_of_them += asked
        most += seconds
        if sure:
            always += asked
            least += seconds
    return Effort((always, all_of_them), (round(least), round(most)))


def _upwards(place: Place | None) -> Iterator[Place]:
    while place is not None:
        yield place
        place = place.above


def _read(element: dict[str, Any]) -> str:
    said = (element.get(part) for part in ("title", "label", "hint"))
    options = element.get("options", {})
    choices = options.get("choices") or ()
    more = [one.get("label") for one in choices if isinstance(one, dict)] + [options.get("text")]
    return "\n".join(one["fr"] for one in (*said, *more) if isinstance(one, dict) and isinstance(one.get("fr"), str))
