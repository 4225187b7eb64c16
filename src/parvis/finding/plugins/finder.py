"""Lists of cases for other programmes (`cases.rest`), by the same queries as agents' lists."""

import datetime as dt
import uuid
from collections.abc import Sequence

from parvis.cases.registry import FINDERS, Asked, BadList, Finder
from parvis.finding import api as finding
from parvis.finding.data import BadQuery, Query

#: parts of a list by what a query's address calls them
_PARTS = {
    "procedure": "procedure",
    "status": "status:is",
    "state": "state",
    "words": "words",
    "reference": "reference:is",
    "received_from": "received:from",
    "received_to": "received:to",
}


def find(asked: Asked, walls: Sequence[uuid.UUID], day: dt.date) -> tuple[Sequence[uuid.UUID], str]:
    """See `cases.registry.Finder`."""
    said = {_PARTS[name]: value for name in _PARTS if (value := getattr(asked, name))}
    if not asked.words:
        said["sort"] = "-received"
    try:
        page = finding.page(
            Query.read(said), walls, person_id=None, today=day, after=asked.cursor, size=asked.size, counted=False
        )
    except BadQuery as error:
        names = {part: name for name, part in _PARTS.items()} | {"after": "cursor"}
        raise BadList({names.get(part, part): words for part, words in error.problems.items()}) from error
    return [line.case.id for line in page.lines if not line.lent], page.after


FINDERS.register(Finder("finding", find))
