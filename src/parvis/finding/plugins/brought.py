"""What lists and search keep of cases that are brought in by COPY: the rows that the indexing would write.

The vectors are made here, as `finding_vector` makes them (a test compares): the database would take several times as
long. What one answer says is remembered by its value: invented people say the same things again and again. French
stems are the database's own; each process asks for those that it has not met, once for many cases.
"""

import marshal
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from parvis.cases.api import missed_without, types
from parvis.cases.registry import BESIDE, Beside, Brought
from parvis.finding.domain import dictionary, words
from parvis.finding.domain.dictionary import RECEIPT, TITLE
from parvis.finding.domain.indexing import LACKS
from parvis.finding.domain.sortkeys import kept
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
#: pieces that a process remembers (about 1 KB each); then it begins anew
_REMEMBERED = 200_000
_stems: dict[str, str | None] = {}
_met: dict[str, set[str]] = {}
#: the dictionary's numbers by procedure, read before processes are forked
_numbers: dict[str, dict[Any, int]] = {}
#: what a case says that does not answer one of the questions that everybody is asked, by revision and question
_lacks: dict[Any, "dict[str, _Piece]"] = {}


@dataclass(slots=True, eq=False)
class _Piece:
    """What one answer (or title, message, reference) says. rows: from the column on, as COPY reads them; words: as the
    index keeps them; spelled: their lexemes in the dictionary, with their stems; apart: those that it has not.
    """

    rows: tuple[str, ...]
    words: tuple[str, ...]
    spelled: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


_pieces: dict[Any, _Piece] = {}
#: of real people nothing is remembered
_kept = lru_cache(maxsize=50_000)(words.kept)
_sorted = lru_cache(maxsize=50_000)(kept)


def _prepare(known: Iterable[tuple[str, Any]]) -> None:
    """Read the dictionary, with every column of the revisions that come."""
    _met.clear()
    _pieces.clear()
    _numbers[""] = dictionary.ensure("", [TITLE, RECEIPT])
    for procedure, revision_id in known:
        form = types.load(revision_id).form
        keys = [(one.path, one.kind) for one in form.indexed("fr")]
        _numbers.setdefault(procedure, {}).update(dictionary.ensure(procedure, keys))
        lacks: dict[str, list[str]] = {}
        for key in dictionary.expected(revision_id):
            lacks.setdefault(key[0].partition(".")[0], []).append(_lacking(_numbers[procedure][key]))
        _lacks[revision_id] = {name: _Piece(tuple(found), ()) for name, found in lacks.items()}


def _lacking(number: int) -> str:
    return f"{number}\t{_pair(LACKS, None, None)}"


def _asks(key: Any, name: str) -> bool:
    return bool(key[0].partition(".")[0] == name)


def _rows(cases: Sequence[Brought]) -> Iterator[tuple[str, str]]:
    """The rows of some cases, and the words that they bring to their walls."""
    if len(_pieces) > _REMEMBERED:
        _pieces.clear()
    new: list[_Piece] = []
    found = [(case, *_of_case(case, new)) for case in cases]
    _learn(new)
    for case, pieces, alone in found:
        closed = case.values.get("closed_at") is not None
        head = f"{case.id}\t{case.wall_id}\t{'f' if closed else 't'}\t"
        yield _TABLE, head + head.join([row for piece in (*pieces, alone) for row in piece.rows])
        spelled, apart = set(alone.spelled), set(alone.apart)
        for piece in pieces:
            spelled.update(piece.spelled)
            apart.update(piece.apart)
        met = _met.setdefault(case.wall_id, set())
        for body in spelled - met:
            yield _MET, f"{case.wall_id}\t{body}\n"
        met |= spelled
        tag = case.wall_id[-5:]
        signs = [f"@{case.id[:part]}" for part in (3, 4, 5)] + ([] if closed else ["+"])
        # As `finding_vector`. No word holds a sign that COPY or a vector reads in its own way.
        lexemes = f"' '{tag}".join([*spelled, *apart, *signs])
        yield _SEARCH, f"{head}'{tag}{lexemes}'\n"


def _of_case(case: Brought, new: list[_Piece]) -> tuple[list[_Piece], _Piece]:
    """What a case says, piece by piece, and its reference. new: gets those that nobody said before."""
    values, revision = case.values, case.published.id
    title, key = values["title"], values["reference_key"].lower()
    asked: list[tuple[Any, str, Any]] = [(title, "", title)]
    asked += [((revision, name, marshal.dumps(value, 2)), name, value) for name, value in values["answers"].items()]
    asked += [((None, body), "", body) for body in case.messages]
    pieces = [piece for name, piece in _lacks[revision].items() if name not in values["answers"]]
    for known, name, value in asked:
        piece = _pieces.get(known)
        if piece is None:
            if name:
                piece = _answer(case, name, value)
            else:
                row = f"{_numbers[''][TITLE]}\t{_pair(0, *kept(TITLE[1], value))}"
                piece = _Piece((row,) if known is value else (), words.kept(value))
            _pieces[known] = piece
            new.append(piece)
        pieces.append(piece)
    late = missed_without(case.published, values)
    receipt = f"{_numbers[''][RECEIPT]}\t{_pair(0, *_sorted(RECEIPT[1], late.isoformat()))}" if late else None
    alone = _Piece((receipt,) if receipt else (), (key, key[4:]))
    new.append(alone)
    return pieces, alone


def _answer(case: Brought, name: str, value: Any) -> _Piece:
    """As `indexing.rows` and `searching.spoken`, of one answer alone."""
    numbers = _numbers[case.procedure]
    projected, said = case.published.form.alone(name, value, "fr")
    rows = [f"{numbers[one.path, one.kind]}\t{_pair(one.n, *_sorted(one.kind, one.value))}" for one in projected]
    given = {(one.path, one.kind) for one in projected}
    rows += [
        _lacking(numbers[key])
        for key in dictionary.expected(case.published.id)
        if _asks(key, name) and key not in given
    ]
    return _Piece(tuple(rows), words.words_of(said, (), _kept))


def _learn(new: Iterable[_Piece]) -> None:
    """Add what the index keeps of each word, asking for the stems of unknown ones: one statement."""
    told = {piece: [word for word in piece.words if not _APART.search(word)] for piece in new}
    unknown = list({word for bodies in told.values() for word in bodies if word not in _stems})
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute("select word, finding_stem(word) from unnest(%s::text[]) as asked (word)", [unknown])
            _stems.update(cursor.fetchall())
    for piece, bodies in told.items():
        piece.apart = tuple([f"#{word}" for word in piece.words if _APART.search(word)])
        piece.spelled = (
            *bodies,
            *[f"%{stem}" for word in bodies if (stem := _stems[word]) is not None and stem != word],
        )


def _begin(cursor: Any) -> None:
    cursor.execute(f'create temporary table {_MET} (wall_id uuid, word text collate "C") on commit drop')


def _end(cursor: Any) -> None:
    # its keys are put aside
    cursor.execute(
        f"insert into {_WORD} (wall_id, word)"  # noqa: S608
        f" select wall_id, word from {_MET} except select wall_id, word from {_WORD}"
    )
    cursor.execute(f"drop table {_MET}")


def _pair(n: int, word: str | None, number: int | None) -> str:
    if word is None:
        return f"{n}\t\\N\t\\N\n" if number is None else f"{n}\t\\N\t{number}\n"
    return f"{n}\t{escaped(word)}\t\\N\n"


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
