"""Search by words: what a question means within some walls, the cases that answer it, and keeping their words.

A question is a pattern over lexemes that begin with the mark of a wall (`~` in the pattern): nothing of another wall's
words is read, or told by how long it takes. Why, and what it costs: ADR 12; how to use it: docs/develop/finding-search.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from parvis.cases.api import former, types
from parvis.cases.data import Material
from parvis.finding.data import Mended
from parvis.finding.domain.words import Clause, Term, clauses_of, kept, words_of

#: cases: up to here a search gives their ids; beyond, it is "common" and looks at each case that a list comes by
RARE = 2000
#: words of a beginning that the index is asked for one by one, which lets it skip; more, as a beginning
_BEGINNINGS = 32
#: letters of a word from which one wrong letter is mended, and two
_ONE_WRONG, _TWO_WRONG = 4, 8


@dataclass(frozen=True, slots=True)
class Search:
    """A question, understood within some walls.

    walls: one's own, the only ones whose words mend typos; lenders: those of the cases that are lent to them.
    whole: the pattern; narrow: what an index may be asked for.
    """

    walls: tuple[uuid.UUID, ...]
    lenders: tuple[uuid.UUID, ...]
    whole: str
    narrow: tuple[str, ...]
    understood: tuple[Mended, ...]

    def query(self) -> str:
        """The question as a `tsquery` over all walls, for `vector @@ %s::tsquery`."""
        tags = sorted({str(wall)[-5:] for wall in (*self.walls, *self.lenders)})
        return "|".join(f"({self.whole.replace('~', tag)})" for tag in tags)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a statement over cases adds to its `where`: `sql.format(id="c.id")`, with `params` in its place.

    ids: the cases that answer, at most `RARE`, where there are so few; None for a common question: it is asked of each
    case that a list comes by, at the price of a look by primary key.
    """

    sql: str
    params: tuple[Any, ...]
    ids: tuple[uuid.UUID, ...] | None
    search: Search

    @property
    def understood(self) -> tuple[Mended, ...]:
        """What was searched beside what was typed."""
        return self.search.understood


def condition(words: str, walls: Sequence[uuid.UUID], *, open_alone: bool | None = None) -> Condition | None:
    """The cases behind `walls`, or lent to them, that hold all of `words`; None where these ask for nothing.

    Any text will do. open_alone: True for open cases, False for ended ones; the list that is shown says it again.
    Two statements, one more when a word finds nothing. It suits every order and filter; `newest` is quicker where a
    page is read newest first without a filter.
    """
    search = understand(words, walls)
    return None if search is None else fitting(search, open_alone=open_alone)


def fitting(search: Search, *, open_alone: bool | None = None) -> Condition:
    """`condition` of a question that was understood: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select finding_some(%s::uuid[], %s, %s::text[], %s::boolean, %s)",
            [list(search.walls), search.whole, list(search.narrow), open_alone, RARE + 1],
        )
        (found,) = cursor.fetchone()
    if found is not None:
        return Condition("{id} = any(%s::uuid[])", (found,), tuple(found), search)
    return looked(search)


def looked(search: Search) -> Condition:
    """The same, asked of each case that a list comes by: without a statement, whatever the number of cases."""
    sought = (
        "exists (select from finding_search as sought where sought.case_id = {id} and sought.vector @@ %s::tsquery)"
    )
    return Condition(sought, (search.query(),), None, search)


def newest(
    search: Search,
    *,
    walls: str,
    open_alone: bool | None = None,
    beyond: uuid.UUID | None = None,
    backwards: bool = False,
    most: int,
) -> tuple[str, list[Any]]:
    """A set-returning expression: ids of the cases of some walls that answer, newest first, `most` of all together.

    walls: SQL of an array of their ids, `w.ids`. beyond: the last of the page before; backwards: the newer ones, the
    oldest of them first. What it costs grows with `most`, not with the number of cases.
    """
    door = "finding_after" if backwards else "finding_before"
    return (
        f"{door}({walls}, %s, %s::text[], %s::boolean, %s::uuid, %s)",
        [search.whole, list(search.narrow), open_alone, beyond, most],
    )


def understand(words: str, walls: Sequence[uuid.UUID]) -> Search | None:
    """What `words` ask for within `walls`; None for nothing. One statement, one more when a word finds nothing."""
    clauses = clauses_of(words)
    if not clauses:
        return None
    known, lenders = _known(clauses, walls)
    missing = sorted(
        {
            term.word
            for clause in clauses
            if not any(all(_held(term, known) for term in reading) for reading in clause.readings)
            for reading in clause.readings
            for term in reading
            if not _held(term, known) and len(term.word) >= _ONE_WRONG
        }
    )
    near = _near(missing, walls) if missing and walls else {}
    meant: list[Mended] = []
    asked = []
    for clause in clauses:
        mended = _mended(clause, known, near)
        asked.append(replace(clause, readings=(*clause.readings, mended)) if mended else clause)
        if mended:
            meant.append(Mended(clause.said, " ".join(term.word for term in mended)))
    for word, stem in near.values():
        known.setdefault(word, _Known(stem, (word,), True))
    return Search(
        walls=tuple(walls),
        lenders=lenders,
        whole="&".join(_pattern(clause, lambda term: _whole_term(term, known)) for clause in asked),
        narrow=tuple(_pattern(clause, lambda term: _narrow_term(term, known)) for clause in asked),
        understood=tuple(meant),
    )


def index_case(case: Material) -> bool:
    """Keep what is searched of a case, in place of what was; False where none is within the acting walls.

    In the transaction and the reach of the job, after its answers were read. One statement.
    """
    return keep(case.id, spoken(case))


def keep(case_id: uuid.UUID, words: Sequence[str]) -> bool:
    """Keep the words of a case in place of its former ones. Its wall, and whether it is open, the database reads."""
    with connection.cursor() as cursor:
        cursor.execute("select finding_keep(%s, %s::text[])", [case_id, list(words)])
        return bool(cursor.fetchone()[0])


def spoken(case: Material, read: Callable[[str], tuple[str, ...]] = kept) -> tuple[str, ...]:
    """The words of a case: its reference and title, its answers as agents read them in French, its messages.

    Pure, but for the revision, which a process reads once. read: see `words_of`.
    """
    form = types.load(case.revision_id).form
    answers = (*form.said(case.answers, "fr"), *former.said(case.former, "fr"))
    return words_of((case.title, *answers, *case.messages), (case.reference_key,), read)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the dictionaries say of a word: its stem, words that begin with it (one too many: too many), whether a case
    holds the stem."""

    stem: str | None
    beginnings: tuple[str, ...]
    stemmed: bool


# The cases that are lent lie behind walls whose words are none of ours: these are asked for by the case alone.
_KNOWN = """
select null, array(select distinct wall_id::text from cases_case where id = any((select cases_granted())::uuid[])),
       null, false
union all
select asked.word,
       array(select distinct one.word from unnest(%s::uuid[]) as wall (id)
               cross join lateral (select it.word from finding_word as it where it.wall_id = wall.id
                and it.word >= asked.word and it.word < asked.word || chr(1114111) order by it.word limit %s) as one
              limit %s),
       finding_stem(asked.word),
       exists (select from finding_word as it where it.wall_id = any(%s::uuid[])
                and it.word = any(array['%%' || finding_stem(asked.word), finding_stem(asked.word)]))
  from unnest(%s::text[]) as asked (word)
"""


def _known(clauses: Iterable[Clause], walls: Sequence[uuid.UUID]) -> tuple[dict[str, _Known], tuple[uuid.UUID, ...]]:
    asked = {
        term.word for clause in clauses for reading in clause.readings for term in reading if not _mixed(term.word)
    }
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(walls), _BEGINNINGS + 1, _BEGINNINGS + 1, list(walls), sorted(asked)])
        (_nothing, lenders, *_rest), *rows = cursor.fetchall()
    known = {word: _Known(stem, tuple(beginnings), stemmed) for word, beginnings, stem, stemmed in rows}
    return known, tuple(uuid.UUID(wall) for wall in lenders)


def _near(missing: Sequence[str], walls: Sequence[uuid.UUID]) -> dict[str, tuple[str, str | None]]:
    """For each word that finds nothing, the nearest of one's own walls with its stem, if one is near enough."""
    swapped = [
        " ".join(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
        for word in missing
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select asked.word, near.word, near.stem from unnest(%s::text[], %s::text[]) as asked (word, swapped)"
            " cross join lateral finding_near(%s::uuid[], asked.word, string_to_array(asked.swapped, ' ')) as near",
            [list(missing), swapped, list(walls)],
        )
        rows = cursor.fetchall()
    found: dict[str, tuple[int, bool, str, str | None]] = {}
    for said, word, stem in rows:
        apart = distance(said, word)
        if apart <= (2 if len(said) >= _TWO_WRONG else 1):
            one = (apart, word[0] != said[0], word, stem)
            if said not in found or one[:3] < found[said][:3]:
                found[said] = one
    return {said: (word, stem) for said, (_apart, _other, word, stem) in found.items()}


def _held(term: Term, known: Mapping[str, _Known]) -> bool:
    """Whether some case may hold it. What has figures is asked of the index alone: it is never mended."""
    entry = known.get(term.word)
    return entry is None or bool(entry.beginnings) or entry.stemmed


def _mended(
    clause: Clause, known: Mapping[str, _Known], near: Mapping[str, tuple[str, str | None]]
) -> tuple[Term, ...] | None:
    """A reading of a clause that finds nothing, its words replaced by near ones."""
    if any(all(_held(term, known) for term in reading) for reading in clause.readings):
        return None
    for reading in clause.readings:
        if all(_held(term, known) or term.word in near for term in reading):
            return tuple(term if _held(term, known) else Term(near[term.word][0], start=False) for term in reading)
    return None


def _mixed(word: str) -> bool:
    """Whether a word has figures: such words stand apart in the index, and in no dictionary."""
    return any(sign in "0123456789@" for sign in word)


def _lexeme(body: str) -> str:
    return "'~" + body.replace("\\", "\\\\").replace("'", "''") + "'"


def _whole_term(term: Term, known: Mapping[str, _Known]) -> str:
    if _mixed(term.word):
        return _lexeme("#" + term.word) + (":*" if term.start else "")
    entry = known.get(term.word)
    alternatives = [_lexeme(term.word) + (":*" if term.start else "")]
    if entry and entry.stem:
        alternatives += [_lexeme("%" + entry.stem), _lexeme(entry.stem)]
    return "|".join(alternatives)


def _narrow_term(term: Term, known: Mapping[str, _Known]) -> str:
    entry = known.get(term.word)
    if _mixed(term.word) or entry is None or not term.start or len(entry.beginnings) > _BEGINNINGS:
        return _whole_term(term, known)
    bodies = [term.word, *entry.beginnings, *(["%" + entry.stem, entry.stem] if entry.stem else [])]
    return "|".join(_lexeme(body) for body in dict.fromkeys(bodies))


def _pattern(clause: Clause, term: Callable[[Term], str]) -> str:
    readings = ("&".join(f"({term(one)})" for one in reading) for reading in clause.readings)
    return "(" + "|".join(f"({reading})" for reading in readings) + ")"


def distance(one: str, other: str) -> int:
    """Letters added, left out, exchanged or swapped with their neighbour to make one word of another (Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
