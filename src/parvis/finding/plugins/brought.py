"""What lists and search keep of cases that are brought in by COPY: the rows that the indexing would write.

The vectors are made here, as `finding_vector` makes them (a test compares): the database would take several times as
long. French stems are its own; each process asks for those of words that it has not met.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db import connection

from parvis.cases.api import types
from parvis.cases.data import Material
from parvis.cases.registry import BESIDE, Beside, Brought
from parvis.finding.domain import dictionary, searching, words
from parvis.finding.domain.dictionary import TITLE
from parvis.finding.domain.indexing import rows, title_row
from parvis.finding.models import Search, Value, Word
from parvis.kernel.database.bulk import escaped

_TABLE = Value._meta.db_table
_COLUMNS = ("case_id", "wall_id", "open", "column_id", "n", "word", "number")
_SEARCH = Search._meta.db_table
_SEARCHED = ("case_id", "wall_id", "open", "vector")
_WORD = Word._meta.db_table
#: what each process has met of words by wall, each once
_MET = "finding_brought"
_MET_COLUMNS = ("wall_id", "word")
_APART = re.compile("[0-9@]")
_stems: dict[str, str | None] = {}
_met: set[tuple[str, str]] = set()
#: invented people say the same things again and again; of real ones nothing is remembered
_kept = lru_cache(maxsize=20_000)(words.kept)
#: the dictionary's numbers by procedure, read before processes are forked
_numbers: dict[str, dict[Any, int]] = {}


def _prepare(known: Iterable[tuple[str, Any]]) -> None:
    """Read the dictionary, with every column of the revisions that come."""
    _met.clear()
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
    yield from _searched(case, searching.spoken(found, _kept), head)


def _searched(case: Brought, said: tuple[str, ...], head: str) -> Iterator[tuple[str, str]]:
    """As `finding_vector` and `finding_keep`. No word holds a sign that COPY or a vector reads in its own way."""
    bodies = [word for word in said if not _APART.search(word)]
    apart = [word for word in said if _APART.search(word)]
    _learn([word for word in bodies if word not in _stems])
    bodies += {f"%{stem}" for word in bodies if (stem := _stems[word]) is not None and stem != word}
    for body in bodies:
        if (case.wall_id, body) not in _met:
            _met.add((case.wall_id, body))
            yield _MET, f"{case.wall_id}\t{body}\n"
    signs = [f"#{word}" for word in apart] + [f"@{case.id[:part]}" for part in (3, 4, 5)]
    if head.endswith("t\t"):
        signs.append("+")
    between = f"' '{case.wall_id[-5:]}"
    yield _SEARCH, f"{head}'{case.wall_id[-5:]}{between.join(bodies + signs)}'\n"


def _learn(unknown: list[str]) -> None:
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute("select word, finding_stem(word) from unnest(%s::text[]) as asked (word)", [unknown])
            _stems.update(cursor.fetchall())


def _begin(cursor: Any) -> None:
    cursor.execute(f'create temporary table {_MET} (wall_id uuid, word text collate "C") on commit drop')


def _end(cursor: Any) -> None:
    cursor.execute(
        f"insert into {_WORD} (wall_id, word) select distinct wall_id, word from {_MET} on conflict do nothing"  # noqa: S608
    )
    cursor.execute(f"drop table {_MET}")


def _pair(n: int, word: str | None, number: int | None) -> str:
    return f"{n}\t\\N\t{number}\n" if word is None else f"{n}\t{escaped(word)}\t\\N\n"


BESIDE.register(
    Beside(
        "finding",
        {_TABLE: _COLUMNS, _SEARCH: _SEARCHED},
        _rows,
        _prepare,
        staged={_MET: _MET_COLUMNS},
        filled=(_WORD,),
        begin=_begin,
        end=_end,
    )
)
