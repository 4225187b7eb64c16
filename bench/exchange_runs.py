"""Exports measured from within an installation: `python -m bench.exchange_runs OWNER_URL SLUG NUMBER…`. Prints JSON.

One case of that procedure is made as many times as are asked for, by the owner; then an agent's export of each format
runs in a process of its own, from asking to the file that is kept, and COPY writes the same columns beside it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

import psycopg  # noqa: E402
from django.db import connections  # noqa: E402

from parvis.access.api import Right, agent, reach_of, standing_of  # noqa: E402
from parvis.exchange.data import Asked, Format, Options  # noqa: E402
from parvis.exchange.domain import columns, exports  # noqa: E402
from parvis.exchange.models import Export  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.kernel.reach import acting  # noqa: E402

#: answers that the export of so many columns holds, beside the columns of every case
COLUMNS = 60
FORMATS = tuple(map(Format, os.environ.get("FORMATS", "csv,xlsx,ods,json").split(",")))


def _many(owner: psycopg.Connection[Any], slug: str, number: int) -> tuple[uuid.UUID, uuid.UUID]:
    """Make one case `number` times; the wall, and an agent behind it."""
    [(case_id, wall_id)] = owner.execute(
        "select c.id, c.wall_id from cases_case c join cases_casetype t on t.id = c.case_type_id"
        " where t.slug = %s order by c.id limit 1",
        [slug],
    ).fetchall()
    names = [
        row[0]
        for row in owner.execute(
            "select attname from pg_attribute where attrelid = 'cases_case'::regclass and attnum > 0"
            " and not attisdropped and attgenerated = ''"
        ).fetchall()
    ]
    others = {
        "id": "uuidv7()",
        "draft_id": "null",
        "reference": "'ZX-26-' || lpad(n::text, 7, '0')",
        "reference_key": "'zx' || lpad(n::text, 7, '0')",
        "title": "'Fête du quartier n° ' || n",
        "received_on": "current_date - (n %% 300)",
    }
    said = ", ".join(others.get(name, f'c."{name}"') for name in names)
    owner.execute("delete from cases_case where reference_key like 'zx%'")
    owner.execute(
        f"insert into cases_case ({', '.join(names)}) select {said} from cases_case c, generate_series(1, %s) n"  # noqa: S608
        " where c.id = %s",
        [number, case_id],
    )
    owner.execute("analyze cases_case")
    [(person_id,)] = owner.execute(
        "select person_id from access_membership where role = 'supervisor' and %s = any(walls) limit 1", [wall_id]
    ).fetchall()
    return wall_id, person_id


def _asked(slug: str, person_id: uuid.UUID, written: Format, chosen: tuple[str, ...]) -> uuid.UUID:
    standing = standing_of(person_id)
    reach = reach_of(agent(Right.READ_CASES), standing, None)
    with acting(reach):
        made = exports.ask(
            Asked(f"procedure={slug}&state=all", None, written, chosen, Options(), "fr", clock.now()),
            person_id=person_id,
            organisation_id=None,
            walls=reach.walls,
        )
    return made.id


def _apart(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `run` gives, in a process of its own, and the memory that it came to beyond its start, in MB."""
    connections.close_all()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            before = _resident()
            begun, cpu = time.perf_counter(), time.process_time()
            found = run()
            found |= {"seconds": time.perf_counter() - begun, "cpu_s": time.process_time() - cpu}
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            found |= {"peak_mb": round(peak, 1), "grown_mb": round(peak - before, 1)}
            os.write(write, json.dumps(found).encode())
            code = 0
        except BaseException:  # noqa: BLE001 - it is told, and the process ends
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    found: dict[str, Any] = json.loads(said)
    return found


def _resident() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1024 / 1024


def _export(export_id: uuid.UUID, person_id: uuid.UUID) -> dict[str, Any]:
    from parvis.exchange.domain.reading import own

    arguments = {"export_id": str(export_id), "person_id": str(person_id)}
    row = Export()
    while row.total is None or row.done < row.total:  # a slice a job, as a worker has it
        exports.make(**arguments)
        with acting(own(export_id, person_id)):
            row = Export.objects.get(id=export_id)
        if row.state != "running":
            break
    exports.write(**arguments)
    with acting(own(export_id, person_id)):
        row = Export.objects.get(id=export_id)
    if row.state != "done":
        raise RuntimeError(f"{row.format}: {row.state} {row.told}")
    return {"rows": row.done, "bytes": row.size}


def _copy(owner_url: str, wall_id: uuid.UUID, slug: str, paths: list[str]) -> dict[str, Any]:
    """PostgreSQL's own COPY of the same columns, to nowhere."""
    said = ", ".join(
        f"c.answers #>> array[{', '.join(repr(part) for part in path.split('.'))}]" if path else "c.reference"
        for path in paths
    )
    size = 0
    with psycopg.connect(owner_url) as owner, owner.cursor() as cursor:
        query = (
            f"copy (select {said} from cases_case c join cases_casetype t on t.id = c.case_type_id"  # noqa: S608
            f" where c.wall_id = '{wall_id}' and t.slug = '{slug}' order by c.id) to stdout (format csv)"
        )
        with cursor.copy(query) as stream:
            for data in stream:
                size += len(data)
        return {"rows": cursor.rowcount, "bytes": size}


def measure(owner_url: str, slug: str, number: int) -> list[dict[str, Any]]:
    """Each format, and COPY, at so many cases."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        wall_id, person_id = _many(owner, slug, number)
    with acting(reach_of(agent(Right.READ_CASES), standing_of(person_id), None)) as reach:
        known = columns.offered(slug, reach.walls)
    answers = [key for key, one in known.items() if one.path]
    chosen = tuple(["reference", "title", "received", "status", *answers][:COLUMNS])
    found = []
    runs: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        ("COPY", lambda: _copy(owner_url, wall_id, slug, [known[key].path for key in chosen]))
    ]
    for written in FORMATS:
        export_id = _asked(slug, person_id, written, chosen)
        runs.append((str(written), lambda export_id=export_id: _export(export_id, person_id)))  # type: ignore[misc]
    for name, run in runs:
        said = _apart(run)
        found.append({"format": name, "cases": number, "columns": len(chosen), **said})
    return found


if __name__ == "__main__":
    url, procedure, *numbers = sys.argv[1:]
    print(json.dumps([one for number in numbers for one in measure(url, procedure, int(number))]))
