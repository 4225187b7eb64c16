"""The dates of open cases derived anew, and the timers: `python -m bench.deadlines_runs` in an installation. JSON.

It measures the database of its environment (`DATABASE_OWNER_URL`) as it is, and changes nothing: what it writes is in
transactions that are rolled back.

recount: every open case is looked at, few or none differ; with `--reopened` every case, as if none had ended (a
transaction that updates them all, and is rolled back). closing: the whole territory closes on three working days, so
that whatever was promised in working days moves: what is written, beside what was looked at. timers: the doors that say
which silences are due, or near, with `DUE` of them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import time
from statistics import median
from typing import Any

os.environ["PARVIS_DB_ROLE"] = "owner"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from parvis.calendars.api import Calendar, add_working_days  # noqa: E402
from parvis.cases.domain import recomputing  # noqa: E402
from parvis.kernel import clock  # noqa: E402
from parvis.territory.api import closing_days  # noqa: E402
from parvis.territory.data import Text  # noqa: E402

DUE, TIMES = 500, 9
TIMERS = ("cases_silences_due", "cases_silences_to_warn")


def _updated(cursor: Any) -> int:
    cursor.execute("select pg_stat_get_xact_tuples_updated('cases_case'::regclass)")
    return int(cursor.fetchone()[0])


def recount(*, write: bool) -> dict[str, Any]:
    """All open cases, once."""
    counting, at, begun = recomputing.Counting(), clock.now(), time.monotonic()
    cases, differ, written = 0, 0, 0
    with connection.cursor() as cursor:
        before = _updated(cursor)
        for looked in recomputing.walk(counting):
            cases, differ = cases + looked.cases, differ + len(looked.changes)
            if write and looked.changes:
                written += recomputing.write(counting, [one.case_id for one in looked.changes], at=at)
        rows = _updated(cursor) - before
    seconds = time.monotonic() - begun
    return {
        "open": cases,
        "seconds": round(seconds, 1),
        "a_second": round(cases / seconds) if seconds else 0,
        "differ": differ,
        "written": written,
        "rows_updated": rows,
    }


def reopened() -> dict[str, Any]:
    """Every case, as if none had ended."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("alter table cases_case disable trigger user")  # what they would do a million times
            cursor.execute("update cases_case set kind = 'open', closed_at = null where closed_at is not null")
            cursor.execute("alter table cases_case enable trigger user")
        found = recount(write=False)
        transaction.set_rollback(True)
    return found


def closing() -> dict[str, Any]:
    """The same after three closing days, written and taken back."""
    with transaction.atomic():
        day = clock.today()
        for _number in range(3):
            day = add_working_days(day, 1, Calendar())
            closing_days.add(day, Text("Fermeture", "Closing"))
        found = recount(write=True)
        transaction.set_rollback(True)
    return found


def timers() -> list[dict[str, Any]]:
    """What each door costs, and by which index it finds them."""
    found = []
    today = clock.today()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update cases_case set silence_done_on = null, silence_told_on = null, last_day = %s, silence_on = %s,"
            ' silence_effect = \'refusal\', law = coalesce(law, \'{"months": 2, "days": 0, "effect": "refusal"}\')'
            " where id in (select id from cases_case where closed_at is null order by id limit %s)",
            [today - dt.timedelta(days=1), today, DUE],
        )
        cursor.execute("select set_config('parvis.actor', 'timer', true)")
        for door in TIMERS:
            took = []
            for _time in range(TIMES):
                begun = time.perf_counter()
                cursor.execute(f"select count(*) from {door}(%s, 5000)", [today])  # noqa: S608 - a door of ours
                [(due,)] = cursor.fetchall()
                took.append((time.perf_counter() - begun) * 1000)
            cursor.execute("select prosrc from pg_proc where proname = %s", [door])
            body = cursor.fetchone()[0].replace("most", "5000").replace("before", "%s")
            cursor.execute(f"explain (analyze, buffers) {body}", [today])
            plan = "\n".join(row[0] for row in cursor.fetchall())
            found.append(
                {
                    "door": door,
                    "due": due,
                    "ms": round(median(took), 2),
                    "indexes": re.findall(r"using (\w+)|Index Scan on (\w+)", plan),
                    "reads_all": "Seq Scan" in plan,
                    "plan": plan,
                }
            )
        transaction.set_rollback(True)
    return found


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_case")
        [(cases,)] = cursor.fetchall()
    recomputing.Counting().look(recomputing._START, number=500)  # revisions are loaded once in a process
    found = {"cases": cases, "recount": recount(write=False), "closing": closing(), "timers": timers()}
    if "--reopened" in sys.argv:
        found["reopened"] = reopened()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
