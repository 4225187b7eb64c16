"""The rules tried on cases that are there: where each would go now. Reads behind the walls that it is given."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from parvis.cases import api as cases
from parvis.routing.data import Placed
from parvis.routing.domain import naming, placing, standing
from parvis.routing.domain.engine import Engine

_COLUMNS = (
    "c.id, c.reference, c.title, c.case_type_id, c.organisation_id, c.revision_id, c.department_id, c.channel,"
    " c.received_on, c.submitted_at, c.answers::text"
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A case as rules read it."""

    id: uuid.UUID
    reference: str
    title: str
    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    revision_id: uuid.UUID
    department_id: uuid.UUID
    channel: str
    received_on: dt.date
    at: dt.datetime
    answers: Mapping[str, Any]


def chosen(case_ids: Sequence[uuid.UUID], walls: Sequence[uuid.UUID]) -> list[Tried]:
    """The cases of these ids behind these walls. One statement."""
    return _read(
        f"select {_COLUMNS} from cases_case c where c.id = any(%s) and c.wall_id = any(%s)",  # noqa: S608
        [list(case_ids), list(walls)],
    )


def latest(case_type_id: uuid.UUID, wall_id: uuid.UUID, most: int) -> list[Tried]:
    """The latest cases of a procedure behind a wall, open or not. One statement, from its index."""
    return _read(
        f"select {_COLUMNS} from cases_case c where c.wall_id = %s and c.case_type_id = %s"  # noqa: S608
        " order by c.id desc limit %s",
        [wall_id, case_type_id, most],
    )


def _read(statement: str, values: list[Any]) -> list[Tried]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [Tried(*(*row[:-1], json.loads(row[-1]))) for row in rows]


def place(engine: Engine, case: Tried) -> Placed:
    """Where a set of rules sends a case. A statement for a revision or a table of zones that is new to this process."""
    published = cases.types.load(case.revision_id)
    found = naming.facts(
        published.definition,
        published.form,
        case.organisation_id,
        case.answers,
        channel=case.channel,
        received_on=case.received_on,
        at=case.at,
        names=engine.names,
    )
    default = cases.types.route(published.definition, case.answers, case.organisation_id, case.received_on)
    return placing.place(engine.rules, engine.of(found), default, case.organisation_id)


def by_default(case: Tried) -> Placed:
    """Where its procedure sends a case by itself."""
    definition = cases.types.load(case.revision_id).definition
    return Placed(cases.types.route(definition, case.answers, case.organisation_id, case.received_on))


def placed(case_ids: Sequence[uuid.UUID], walls: Sequence[uuid.UUID]) -> dict[uuid.UUID, Placed]:
    """Where each of these cases would go by the rules in force; those whose procedure has none are left out. One
    statement, and one for each procedure and organisation.
    """
    sets: dict[tuple[uuid.UUID, uuid.UUID], standing.Standing | None] = {}
    found = {}
    for case in chosen(case_ids, walls):
        key = (case.case_type_id, case.organisation_id)
        if key not in sets:
            sets[key] = standing.of(*key)
        rules = sets[key]
        if rules is not None:
            found[case.id] = place(rules.engine, case)
    return found
