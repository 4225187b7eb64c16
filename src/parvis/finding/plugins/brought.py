"""What lists keep of cases that are brought in by COPY: the rows that the indexing would write."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from parvis.cases.api import types
from parvis.cases.data import Material
from parvis.cases.registry import BESIDE, Beside, Brought
from parvis.finding.domain import dictionary
from parvis.finding.domain.dictionary import TITLE
from parvis.finding.domain.indexing import rows, title_row
from parvis.finding.models import Value
from parvis.kernel.database.bulk import escaped

_TABLE = Value._meta.db_table
_COLUMNS = ("case_id", "wall_id", "open", "column_id", "n", "word", "number")
#: the dictionary's numbers by procedure, read before processes are forked
_numbers: dict[str, dict[Any, int]] = {}


def _prepare(known: Iterable[tuple[str, Any]]) -> None:
    """Read the dictionary, with every column of the revisions that come."""
    _numbers[""] = dictionary.ensure("", [TITLE])
    for procedure, revision_id in known:
        form = types.load(revision_id).form
        keys = [(one.path, one.kind) for one in form.indexed("fr")]
        _numbers.setdefault(procedure, {}).update(dictionary.ensure(procedure, keys))


def _rows(case: Brought) -> Iterator[tuple[str, str]]:
    values = case.values
    found = Material(
        id=uuid.UUID(case.id),
        wall_id=uuid.UUID(case.wall_id),
        procedure=case.procedure,
        revision_id=case.published.id,
        reference=values["reference"],
        title=values["title"],
        reference_key=values["reference_key"],
        answers=values["answers"],
        open=values.get("closed_at") is None,
        messages=tuple(case.messages),
    )
    head = f"{case.id}\t{case.wall_id}\t{'t' if found.open else 'f'}\t"
    numbers = _numbers[case.procedure]
    title = title_row(found)
    yield _TABLE, f"{head}{_numbers[''][TITLE]}\t{_pair(title.n, title.word, title.number)}"
    for row in rows(found):
        yield _TABLE, f"{head}{numbers[row.column]}\t{_pair(row.n, row.word, row.number)}"


def _pair(n: int, word: str | None, number: int | None) -> str:
    return f"{n}\t\\N\t{number}\n" if word is None else f"{n}\t{escaped(word)}\t\\N\n"


BESIDE.register(Beside("finding", {_TABLE: _COLUMNS}, _rows, _prepare))
