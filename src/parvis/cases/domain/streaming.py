"""Many cases at once, for what writes them out: a statement a chunk, nothing kept between two of them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from parvis.cases.models import Attachment
from parvis.documents import api as documents

_COLUMNS = (
    "id, reference, title, wall_id, organisation_id, revision_id, department_id, assignee_name, status, kind, channel,"
    " submitted_at, received_on, due_on, closed_at, version,"
    " array(select word from cases_tag where case_id = cases_case.id order by key), former::text"
)


@dataclass(frozen=True, slots=True)
class Record:
    """A case as it is kept: ids, days, what is kept aside of other revisions, and the answers of its own ({} where they
    were not asked for). In the order of the columns that `records` reads.
    """

    id: uuid.UUID
    reference: str
    title: str
    wall_id: uuid.UUID
    organisation_id: uuid.UUID
    revision_id: uuid.UUID
    department_id: uuid.UUID
    assignee_name: str
    status: str
    kind: str
    channel: str
    submitted_at: dt.datetime
    received_on: dt.date
    due_on: dt.date | None
    closed_at: dt.datetime | None
    version: int
    tags: Sequence[str]
    former: Sequence[Mapping[str, Any]]
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a case. title: what it is, or the name that its sender gave; issued: made by the administration."""

    case_id: uuid.UUID
    file_id: uuid.UUID
    title: str
    at: dt.datetime
    issued: bool


#: those of the answers that are asked for: taken out where they lie, which costs less than reading them all here
_SOME = "(select jsonb_object_agg(key, value)::text from jsonb_each(answers) where key = any(%s::text[]))"


def records(case_ids: Sequence[uuid.UUID], *, answers: bool, only: Collection[str] | None = None) -> list[Record]:
    """The cases of these ids within reach, by id: one statement. answers: whether these are asked for, too; only: those
    of them, by their ids (None: all).
    """
    given: list[list[Any]] = [list(case_ids)]
    last = ("answers::text" if only is None else _SOME) if answers else "'{}'"
    if answers and only is not None:
        given.insert(0, list(only))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS}, {last} from cases_case where id = any(%s::uuid[]) order by id",  # noqa: S608
            given,
        )
        return [
            Record(*row[:-2], json.loads(row[-2]), json.loads(row[-1]) if row[-1] else {})  # type: ignore[call-arg]
            for row in cursor.fetchall()
        ]


def papers_of(case_ids: Sequence[uuid.UUID], *, issued: bool, attached: bool) -> list[Paper]:
    """The files of these cases within reach, by case and age: what was issued, what was attached. Two statements."""
    found = []
    if issued:
        found += [
            Paper(case_id, view.file_id, view.title, view.requested_at, True)
            for case_id, view in documents.of_cases(case_ids)
            if view.file_id
        ]
    if attached:
        rows = Attachment.objects.filter(case_id__in=list(case_ids), proof_days=None)
        found += [
            Paper(case_id, ident, name, at, False)
            for case_id, ident, name, at in rows.values_list("case_id", "id", "name", "added_at")
            if case_id
        ]
    return sorted(found, key=lambda paper: (paper.case_id, paper.at, paper.file_id))
