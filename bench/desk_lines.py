"""What an agent’s lists cost, line by line: `python -m bench.desk_lines OWNER_URL` in an installation. Prints JSON.

Each line runs as the application's role behind an agent's walls, in a process of its own that has met it before; then
each of its statements is run behind the walls and without (as the owner), in the same transaction, and explained. What
walls cost is processor time of PostgreSQL's backends: others who work on the machine don't change it much.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402

from bench import meters  # noqa: E402
from bench.desk import NESTED  # noqa: E402
from parvis.cases.api import inbox_counts  # noqa: E402
from parvis.figures.data import Scope  # noqa: E402
from parvis.figures.domain.asking import figures  # noqa: E402
from parvis.figures.domain.periods import last_year  # noqa: E402
from parvis.finding import api as finding  # noqa: E402
from parvis.finding.data import Filter, Operator, Query, Sort, State  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.kernel.reach import Reach, acting  # noqa: E402
from parvis.territory.api import organisations  # noqa: E402
from parvis.workload.domain import load  # noqa: E402

TIMES = 9
#: a table with more rows is never to be read from end to end
BIG = 5_000
#: whose walls hold which share of what `parvis demo load` brings in
AGENTS = {"40 %": "59183", "1 %": "59273"}


@dataclass(frozen=True)
class Line:
    """run: what an agent does, given their walls; linear: in what its cost grows, which is said beside it."""

    name: str
    run: Callable[[Sequence[uuid.UUID]], Any]
    linear: str = ""


def _page(query: Query, walls: Sequence[uuid.UUID], after: str = "", *, counted: bool = True) -> Any:
    return finding.page(query, walls, person_id=None, today=clock.today(), after=after, counted=counted)


_twentieth: dict[tuple[uuid.UUID, ...], str] = {}


def _page_twenty(walls: Sequence[uuid.UUID]) -> Any:
    """The page that the link of the nineteenth leads to; on the way there once."""
    query, key = Query(state=State.ALL), tuple(walls)
    if key not in _twentieth:
        after = ""
        for _ in range(19):
            after = _page(query, walls, after).after or after
        _twentieth[key] = after
    return _page(query, walls, _twentieth[key])


def _count(query: Query, walls: Sequence[uuid.UUID]) -> int:
    return finding.count(query, walls, person_id=None, today=clock.today())


def _select(walls: Sequence[uuid.UUID]) -> int:
    """Ten thousand ids at most, a thousand at a time."""
    found = 0
    for ids in finding.matching(Query(state=State.ALL), walls, person_id=None, today=clock.today()):
        found += len(ids)
        if found >= 10_000:
            break
    return found


_names: dict[tuple[uuid.UUID, ...], str] = {}
#: cases that a selective filter brings at most, whatever the size
SELECTIVE = 150


def _two_answers(walls: Sequence[uuid.UUID]) -> Query:
    """Copies of one kind for those born under one name, by their birth: the commonest name of `SELECTIVE` cases."""
    key = tuple(walls)
    if key not in _names:
        with connection.cursor() as cursor:
            cursor.execute(
                "select v.word from finding_value v join finding_column k on k.id = v.column_id"
                " where v.wall_id = any(%s) and k.procedure = 'acte-de-naissance' and k.path = 'born.birth_name'"
                " group by v.word having count(*) <= %s order by count(*) desc, v.word limit 1",
                [list(walls), SELECTIVE],
            )
            [(_names[key],)] = cursor.fetchall()
    return Query(
        "acte-de-naissance",
        State.ALL,
        (
            Filter("a.born.birth_name", Operator.IS, (_names[key],)),
            Filter("a.copy", Operator.IS, ("with_parents",)),
        ),
        sort=Sort("a.born.birth_date"),
    )


def _where(column: str, operator: Operator, *values: str, procedure: str = "") -> Query:
    return Query(procedure, State.ALL, (Filter(column, operator, values),))


LINES = (
    Line("first page", lambda walls: _page(Query(), walls)),
    Line("first page, ended too", lambda walls: _page(Query(state=State.ALL), walls)),
    Line("twentieth page", _page_twenty),
    Line("two answers, sorted by a third", lambda walls: _page(_two_answers(walls), walls)),
    Line("search, one word", lambda walls: _page(Query(state=State.ALL, words="declercq"), walls, counted=False)),
    Line(
        "the same, counted",
        lambda walls: _page(Query(state=State.ALL, words="declercq"), walls),
        linear="in what it counts, up to 1,000",
    ),
    Line("search, three words", lambda walls: _page(Query(state=State.ALL, words="declercq marie pasteur"), walls)),
    Line("requests by post", lambda walls: _page(_where("channel", Operator.IS, "post"), walls)),
    Line("not by the web", lambda walls: _page(_where("channel", Operator.NOT, "web"), walls)),
    Line("without a tag", lambda walls: _page(_where("tag", Operator.EMPTY), walls)),
    Line(
        "an answer that most give is empty",
        lambda walls: _page(_where("a.lift", Operator.EMPTY, procedure="stationnement-demenagement"), walls),
    ),
    Line(
        "an answer is not the usual one",
        lambda walls: _page(
            _where("a.born.birth_country", Operator.NOT, "99100", procedure="acte-de-naissance"), walls
        ),
    ),
    Line(
        "an answer that one may leave out is empty",
        lambda walls: _page(_where("a.email", Operator.EMPTY, procedure="acte-de-naissance"), walls),
    ),
    Line("count of all", lambda walls: _count(Query(state=State.ALL), walls)),
    Line("count of two answers", lambda walls: _count(_two_answers(walls), walls)),
    Line("selection of 10,000 in bulk", _select, linear="in what it returns"),
    Line("numbers of the rail", lambda walls: inbox_counts(walls, person_id=uuid.UUID(int=1), today=clock.today())),
    Line(
        "load of each colleague",
        lambda walls: load.of_people(walls, (), today=clock.today(), risk_days=3),
        linear="in the open requests, up to 1,000 a colleague",
    ),
    Line(
        "figures of a year",
        lambda walls: figures(Scope(tuple(walls)), last_year(clock.today()), today=clock.today()),
        linear="in the sums by month, and in the open requests",
    ),
)


class _Seen:
    """Notes the statements of a block with their values."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


def _explain(cursor: Any, sql: str, params: Any) -> tuple[str, float]:
    """The plan as text, and milliseconds of its backend's processor to plan and execute it: a median."""
    cursor.execute("select pg_backend_pid(), current_setting('enable_bitmapscan')")
    [(backend, bitmaps)] = cursor.fetchall()
    took = []
    for _ in range(TIMES):
        cursor.execute("select set_config('enable_bitmapscan', %s, true)", [bitmaps])
        before = meters.cpu_seconds([backend])
        cursor.execute(sql, params)
        cursor.fetchall()
        took.append((meters.cpu_seconds([backend]) - before) * 1000)
    cursor.execute("select set_config('enable_bitmapscan', %s, true)", [bitmaps])
    cursor.execute(f"explain (analyze, buffers) {sql}", params)
    return "\n".join(row[0] for row in cursor.fetchall()), median(took)


def _within(cursor: Any, sql: str, params: Any) -> list[str]:
    """The plans of the statements that a statement runs within its functions, as the application's role runs them."""
    told: list[str] = []

    def hear(notice: Any) -> None:
        told.append(notice.message_primary or "")

    session = connection.connection
    session.add_notice_handler(hear)
    try:
        for parameter, value in NESTED.items():
            cursor.execute(f"set {parameter} = {value}")
        cursor.execute(sql, params)
        cursor.fetchall()
        cursor.execute("set auto_explain.log_min_duration = -1")
    finally:
        session.remove_notice_handler(hear)
    plans = [one.partition("plan:\n")[2] for one in told if "plan:\n" in one]
    return [one for one in plans if " ".join(sql.split())[:40] not in " ".join(one.split())]


def measure(line: Line, name: str, walls: Sequence[uuid.UUID], owner: Any, big: set[str]) -> dict[str, Any]:
    """One line for one agent."""
    with acting(Reach(actor="web", walls=tuple(walls))), connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = [cursor.fetchone()[0]]
        returned = line.run(walls)
        seen, cpu, database = _Seen(), [], []
        with connection.execute_wrapper(seen):
            line.run(walls)
        for _ in range(TIMES):
            ours, theirs = time.process_time(), meters.cpu_seconds(backend)
            line.run(walls)
            cpu.append((time.process_time() - ours) * 1000)
            database.append((meters.cpu_seconds(backend) - theirs) * 1000)
        plans, with_walls, bare = [], 0.0, 0.0
        for sql, params in seen.statements:
            if not re.match(r"\s*(select|with|\()", sql, re.IGNORECASE):
                continue
            plan, took = _explain(cursor, sql, params)
            _, without = _explain(owner, sql, params)
            with_walls, bare = with_walls + took, bare + without
            within = _within(cursor, sql, params)
            times = {"ms": round(took, 3), "bare_ms": round(without, 3)}
            shown = {"sql": " ".join(sql.split())[:2000], "plan": plan, **times}
            plans.append({**shown, "within": within})
    texts = [text for one in plans for text in (one["plan"], *one["within"])]
    scanned = {table for text in texts for table in re.findall(r"Seq Scan on (?:\w+\.)?(\w+)", text)} & big
    remarks = [f"READS ALL OF {table}" for table in sorted(scanned)]
    if line.linear:
        remarks.append(f"linear {line.linear}")
    return {
        "line": line.name,
        "walls": name,
        "returned": len(returned.lines) if hasattr(returned, "lines") else returned if type(returned) is int else None,
        "statements": len(seen.statements),
        "cpu_ms": round(median(cpu), 2),
        "database_ms": round(median(database), 2),
        "bare_ms": round(bare, 2),
        "walls_cost": round(with_walls / bare, 2) if bare else 1.0,
        "remarks": remarks,
        "nested": sum(len(one["within"]) for one in plans),
        "plans": plans,
    }


def main() -> None:
    found = []
    with psycopg.connect(sys.argv[1], autocommit=True, cursor_factory=psycopg.ClientCursor) as owner:
        rows = owner.execute("select relname from pg_class where relkind = 'r' and reltuples > %s", [BIG]).fetchall()
        big = {row[0] for row in rows}
        for name, insee in AGENTS.items():
            organisation = organisations.by_insee(insee)
            assert organisation is not None
            walls = [
                row[0]
                for row in owner.execute("select id from access_wall where organisation_id = %s", [organisation.id])
            ]
            # the doors ask for walls even of the owner
            owner.execute("select set_config('parvis.walls', %s, false)", ["{" + ",".join(map(str, walls)) + "}"])
            found += [measure(line, name, walls, owner.cursor(), big) for line in LINES]
    print(json.dumps({"lines": found}))


if __name__ == "__main__":
    main()
