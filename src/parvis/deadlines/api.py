"""The face of the law's clock."""

from parvis.deadlines.domain.lengths import end_of, total
from parvis.deadlines.domain.reckoning import reckon
from parvis.deadlines.domain.sentences import (
    article,
    awaited_words,
    favour_words,
    length_words,
    limit_words,
    sentence,
    summary,
    text,
)

__all__ = [
    "article",
    "awaited_words",
    "end_of",
    "favour_words",
    "length_words",
    "limit_words",
    "reckon",
    "sentence",
    "summary",
    "text",
    "total",
]
