"""The lines of an import that are right made cases, some at a time.

Invariant: a line becomes a case once, whoever imports it how often (`Brought`, unique); the cases of a chunk, their
keys and the place of the next line are written in one transaction; two runs at once take turns at the import's row,
two imports for one procedure and wall at a lock of theirs.
"""

from __future__ import annotations

import time

from django.db import connection

from parvis.access.api import standing_of
from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.exchange.data import State
from parvis.exchange.domain import trying
from parvis.exchange.domain.lines import Problem, Raw, Understanding, raw, unfit
from parvis.exchange.domain.papers import NoPaper
from parvis.exchange.domain.walking import SHOWN
from parvis.exchange.models import Brought, Import
from parvis.files import api as files
from parvis.kernel import clock, jobs
from parvis.kernel.reach import acting

#: lines made cases in one transaction, and the seconds after which one begins no other line
CHUNK, HELD = 50, 2.0
#: seconds of a slice: the worker lets other work go first behind it
SECONDS = 4.0


def make(found: Import) -> bool:
    """Make a slice of the lines cases, a chunk at a time; whether there are more."""
    ends = time.monotonic() + SECONDS
    understanding: Understanding | None = None
    ref: files.FileRef | None = None
    while True:
        with acting(trying.reach(found)):
            row = Import.objects.select_for_update().filter(id=found.id, state=State.RUNNING).first()
            if row is None or row.options.get("step") != "make":
                return False
            _take_turns(row)
            ref = ref or files.fetch(row.lines_id)  # type: ignore[arg-type]
            understanding = understanding or Understanding(row)
            # nobody waits for one of these cases to be found: their indexing lets other work go first
            with jobs.in_background():
                more = _chunk(row, understanding, ref)
            if not more:
                # the last step says what became of each line, from the first on
                row.options = {**row.options, "step": "tell", "listed": 0, "left": 0}
                row.offset = row.done = 0
            row.save(update_fields=["done", "made", "known", "wrong", "offset", "problems", "options"])
        if not more or time.monotonic() > ends:
            return True


def _take_turns(row: Import) -> None:
    """Let one import at a time bring in behind a wall what one procedure has: two of the same file wait for each other
    instead of failing on a key.
    """
    with connection.cursor() as cursor:
        said = f"import {row.wall_id} {row.case_type_id}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [said])


def _chunk(row: Import, understanding: Understanding, ref: files.FileRef) -> bool:
    """Bring in the next lines; whether there may be more."""
    lines = raw(ref, row.offset)
    if not row.offset:
        next(lines)
    chunk: list[Raw] = [line for line, _place in zip(lines, range(CHUNK), strict=False)]
    there = set(trying.brought(row, [understanding.keyed(cells)[0] for _number, cells, _end in chunk]))
    by = cases.actor_of(standing_of(row.person_id), as_agent=True)
    ends = time.monotonic() + HELD
    for place, one in enumerate(chunk):
        if place and time.monotonic() > ends:
            return True
        line = understanding.line(*one)
        wrong: tuple[Problem, ...] = line.problems
        if line.key in there:
            row.known += 1
        elif line.problems or line.request is None:
            row.wrong += 1
        else:
            try:
                with understanding.papers.examined(line.papers) as papers:
                    made = cases.take_over(line.request, by=by, at=clock.now(), note=line.note, papers=papers)
            except NotAllowed as error:
                wrong = (Problem(line.number, "", unfit(error)),)
                row.wrong += 1
            except NoPaper as refused:
                wrong = (Problem(line.number, line.told.get(refused.question, ""), str(refused)),)
                row.wrong += 1
            else:
                Brought.objects.create(
                    case_id=made.case_id,
                    wall_id=row.wall_id,
                    case_type_id=row.case_type_id,
                    key=line.key,
                    import_id=row.id,
                )
                there.add(line.key)
                row.made += 1
        if wrong and len(row.problems) < SHOWN and line.key not in there:
            row.problems = [*row.problems, *([one.line, one.column, one.words] for one in wrong)]
        row.done += 1
        row.offset = line.end
    return len(chunk) == CHUNK
