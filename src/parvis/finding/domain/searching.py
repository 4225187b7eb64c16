"""The words of a query: which cases of some walls hold them.

The seam of the search: `condition` is what the query builder asks, `index_case` what the indexing calls.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from parvis.cases.api import NotAReference, reference_key
from parvis.cases.data import Material


@dataclass(frozen=True, slots=True)
class Condition:
    """What a statement over cases adds to its `where`: `sql.format(id="c.id")`, with `params` in its place.

    ids: the cases that answer, where there are few; None for a common question.
    """

    sql: str
    params: tuple[Any, ...]
    ids: tuple[uuid.UUID, ...] | None


def condition(words: str, walls: Sequence[uuid.UUID], *, open_alone: bool | None = None) -> Condition | None:
    """The cases behind `walls`, or lent to them, that match `words`; None where there is nothing to search by.

    open_alone: True for open cases, False for ended ones; the list that is shown says it again.
    """
    if not words.strip():
        return None
    try:
        key = reference_key(words)
    except NotAReference:
        found = []
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id from cases_case where reference_key = %s"
                " and (wall_id = any(%s::uuid[]) or id = any((select cases_granted())::uuid[]))",
                [key, list(walls)],
            )
            found = [row[0] for row in cursor.fetchall()]
    return Condition("{id} = any(%s::uuid[])", (found,), tuple(found))


def index_case(case: Material) -> None:
    """Keep what is searched of a case. In the transaction and the reach of the job, after its answers were read."""
