"""The words of a query: which cases of some walls hold them.

The seam of the search: `condition` is what the query builder asks, `index_case` what the indexing calls.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parvis.cases.api import NotAReference, reference_key
from parvis.cases.data import Material


@dataclass(frozen=True, slots=True)
class Condition:
    """The cases that match, as a statement that may stand in brackets.

    sql: a `select` of one uuid column named `case_id`, with `%s` for each of `params`, bound to the walls that were
    given and to the cases lent to them, in which a further `where case_id = …` around it reaches an index on
    `case_id`, so that the list can ask it both ways: all that match (few), or whether this case does (many). Open or
    closed, whatever the query's state: the list checks that on the case.
    """

    sql: str
    params: tuple[Any, ...]


def condition(words: str, walls: Sequence[uuid.UUID]) -> Condition | None:
    """The cases behind `walls` that match `words`; None where there is nothing to search by, so that all match."""
    if not words.strip():
        return None
    try:
        key = reference_key(words)
    except NotAReference:
        return Condition("select id as case_id from cases_case where false", ())
    return Condition(
        "select id as case_id from cases_case where reference_key = %s"
        " and (wall_id = any(%s::uuid[]) or id = any((select cases_granted())::uuid[]))",
        (key, list(walls)),
    )


def index_case(case: Material) -> None:
    """Keep what is searched of a case. In the transaction and the reach of the job, after its answers were read."""
