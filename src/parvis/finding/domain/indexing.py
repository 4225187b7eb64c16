"""What lists keep of a case, made from it: typed answers here, words in `searching`. Made anew at will."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from parvis.cases.api import Lacking, former, material, types
from parvis.cases.data import Material
from parvis.finding.domain import dictionary, searching
from parvis.finding.domain.dictionary import COMMON, RECEIPT, RULE, TITLE, Key
from parvis.finding.domain.sortkeys import kept

#: the `n` of a row that says that there is no value
LACKS = -1


class Row(NamedTuple):
    """A row of `finding_value`, its column still by name."""

    column: Key
    n: int
    word: str | None
    number: int | None


def rows(case: Material) -> list[Row]:
    """The typed values of a case's answers, of the revision that it pins, and what it lacks of what its form asks
    everybody for; the rest is `common_rows`. Pure, but for the revision, which a process reads once.
    """
    form = types.load(case.revision_id).form
    values = form.projected(case.answers)
    if case.former:
        values += former.projected(case.former, case.answers)
    found = [Row((one.path, one.kind), one.n, *kept(one.kind, one.value)) for one in values]
    lacking = set(dictionary.expected(case.revision_id)) - {row.column for row in found}
    return found + [Row(column, LACKS, None, None) for column in sorted(lacking)]


def common_rows(case: Material) -> list[Row]:
    """What cases of all procedures have: a title, which none lacks, the rule that sent it, if one did, and the day by
    which a receipt should leave that has not left in time: from the next day on it is late, and stays so.
    """
    found = [Row(TITLE, 0, *kept(TITLE[1], case.title))]
    if case.rule:
        found.append(Row(RULE, 0, *kept(RULE[1], case.rule)))
    if case.receipt_by:
        found.append(Row(RECEIPT, 0, *kept(RECEIPT[1], case.receipt_by.isoformat())))
    return found


def index(case_ids: Sequence[uuid.UUID]) -> int:
    """Make anew what lists and search keep of these cases; how many were within reach. Within the worker's reach of
    their wall; statements grow with the procedures among them, and by those of the search.

    Where others index as well, one case a transaction: words are brought in order, case by case.
    """
    found = material(case_ids)
    _write(found)
    for case in found:
        searching.index_case(case)
    return len(found)


def _write(cases: Iterable[Material]) -> None:
    by_procedure: dict[str, list[tuple[Material, list[Row]]]] = {}
    for case in cases:
        by_procedure.setdefault(case.procedure, []).append((case, rows(case)))
    if not by_procedure:
        return
    common = dictionary.ensure("", COMMON)
    values: list[tuple[uuid.UUID, uuid.UUID, bool, int, int, str | None, int | None]] = []
    for procedure, entries in by_procedure.items():
        numbers = dictionary.ensure(procedure, (row.column for _, found in entries for row in found))
        for case, found in entries:
            at = (case.id, case.wall_id, case.open)
            values += [(*at, common[row.column], *row[1:]) for row in common_rows(case)]
            values += [(*at, numbers[row.column], *row[1:]) for row in found]
    columns = list(zip(*values, strict=True))
    with connection.cursor() as cursor:
        cursor.execute("delete from finding_value where case_id = any(%s)", [list({value[0] for value in values})])
        cursor.execute(
            "insert into finding_value (case_id, wall_id, open, column_id, n, word, number)"
            " select * from unnest(%s::uuid[], %s::uuid[], %s::bool[], %s::int[], %s::smallint[], %s::text[],"
            " %s::bigint[])",
            [list(column) for column in columns],
        )


def learn_all() -> None:
    """Add the columns of every published revision to the dictionary."""
    for procedure, revisions in _published().items():
        for revision_id in revisions:
            dictionary.learn(revision_id, procedure)


def tell_all() -> None:
    """Every case was indexed by what we are now: what its form asks everybody for is told where it lacks."""
    for procedure, revisions in _published().items():
        dictionary.tell(procedure, revisions)


def _published() -> dict[str, list[uuid.UUID]]:
    found: dict[str, list[uuid.UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id, t.slug from cases_revision r join cases_casetype t on t.id = r.case_type_id order by r.id"
        )
        for revision_id, procedure in cursor.fetchall():
            found.setdefault(procedure, []).append(revision_id)
    return found


#: the cases of which lists or search keep nothing yet
lacking = Lacking(
    "not (exists (select from finding_value v join finding_column k on k.id = v.column_id"
    " where v.case_id = c.id and k.procedure = '' and k.path = 'title')"
    " and exists (select from finding_search s where s.case_id = c.id))"
)


def walls_of(case_ids: Sequence[uuid.UUID]) -> tuple[uuid.UUID, ...]:
    """The walls behind which these cases lie."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct wall_id from cases_case where id = any(%s::uuid[])", [list(case_ids)])
        return tuple(row[0] for row in cursor.fetchall())
