"""The seams of `studio`."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody said of an element. words: of whom, when and what became of it."""

    text: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What another module has to say beside the elements of a draft: how many notes each has that wait, those of one,
    and the URL name of the page of all of them. One statement each.
    """

    name: str
    counts: Callable[[uuid.UUID], Mapping[str, int]]
    of: Callable[[uuid.UUID, str], Sequence[Note]]
    url_name: str
    label: Any


NOTES: Registry[Notes] = Registry("notes beside elements of drafts", key=lambda source: source.name)
