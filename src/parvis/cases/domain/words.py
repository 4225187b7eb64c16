"""Marks in texts: `{association.name}` stands for an answer or a fact. Never markup, never code."""

import re
from collections.abc import Iterable, Mapping

#: What texts may name beside the answers; `papers.facts` gives each of them.
FACTS = frozenset(
    {
        "reference",
        "received_on",
        "decided_on",
        "organisation",
        "organisation.name",
        "organisation.of_name",
        "organisation.of_title",
        "court",
        "reason",
        "department",
        "valid_from",
        "valid_until",
    }
)
_MARK = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")


def marks(text: str) -> set[str]:
    """The marks that a text holds."""
    return set(_MARK.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its marks replaced; one that has no value is left out. Filled in once: values hold no marks."""
    return _MARK.sub(lambda found: values.get(found[1], ""), text)


def paragraphs(texts: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """The texts filled in, without those of which a mark has no value: an optional question leaves no hole."""
    return tuple(fill(text, values) for text in texts if all(values.get(mark) for mark in marks(text)))
