"""`make bench`: figures of the product beside their floors and the peers'. QUICK=1 in under two minutes, FULL=1 adds a
clean clone and the agents' desk at a million cases (DESK=1 that alone). Writes `bench/results/latest.json`.
"""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench import agents, api, desk, exchange, floors, journeys, meters, report, starts, studio, uploads, webhooks
from bench.installed import Installed, free_port
from tests import frontend
from tests.environment import ROOT
from tests.installation import Installation, until

SMALL, LARGE = "mesure-3x15", "mesure-5x60"


def _journey(here: Installed, slug: str, pages: journeys.Pages, *, times: int, first: int) -> dict[str, Any]:
    """The cold journey, then the warm ones; `first`: the request at which the short version begins."""
    base = here.installation.url("dunkerque").rstrip("/")

    def once(count: bool = False) -> journeys.Journey:
        return journeys.metered(here.meter, base, slug, pages, count=count)

    cold = once()
    for _ in range(6):  # until every web worker has met the form
        once()
    warm = [journeys.whole(here.meter, base, slug, pages, first) for _ in range(times)]
    apart = [once() for _ in range(times // 2)]
    counted = once(count=True)
    return {
        "requests": len(counted.requests),
        "cold": {"web_ms": round(cold.web(), 1), "database_ms": round(cold.database(), 1)},
        "warm": _figures([(one.web, one.database) for one in warm], counted, 0),
        "short": {
            "requests": len(counted.requests) - first,
            **_figures([(one.short_web, one.short_database) for one in warm], counted, first),
        },
        "journeys": times,
        "per_request": [
            {
                "request": one.name,
                "status": one.status,
                "bytes": one.bytes,
                "web_ms": round(median(journey.requests[index].web for journey in apart), 2),
                "database_ms": round(median(journey.requests[index].database for journey in apart), 2),
                "statements": one.statements,
                "apart": one.apart,
                "sql": one.sql,
            }
            for index, one in enumerate(counted.requests)
        ],
    }


def _figures(warm: list[tuple[float, float]], counted: journeys.Journey, first: int) -> dict[str, Any]:
    web = sorted(cpu for cpu, _ in warm)
    return {
        "web_ms": round(median(web), 1),
        "web_ms_least": round(web[0], 1),
        "web_ms_most": round(web[-1], 1),
        "database_ms": round(median(cpu for _, cpu in warm), 1),
        "statements": counted.statements(first),
        "apart": counted.apart(first),
    }


def measure(folder: Path, *, quick: bool, full: bool) -> dict[str, Any]:
    """All figures, from an installation of its own in `folder`."""
    times = 20 if quick else 60
    installation = Installation(folder / "var", free_port())
    result: dict[str, Any] = {"machine": meters.machine(), "quick": quick}
    said = report.Progress()
    said("an installation of its own, with the demonstration")
    result["first_start_s"] = round(installation.start(), 1)
    try:
        here = Installed(installation)
        said("the bench's procedures, published as data")
        made = {one["slug"]: one["pages"] for one in here.run_module("bench.publishing")}
        with here.worker_paused():
            said(f"3 pages × 15 fields, {times} journeys")
            small = _journey(here, SMALL, made[SMALL], times=times, first=journeys.BEFORE)
            said("5 pages × 60 fields")
            large = _journey(here, LARGE, made[LARGE], times=max(20, times // 2), first=journeys.BEFORE)
            said("the floors")
            base = installation.url("dunkerque").rstrip("/")
            mark = floors.mark(here.admin)
            journeys.metered(here.meter, base, SMALL, made[SMALL])
            written = floors.written_since(here.admin, mark)
        result["small"], result["large"] = small, large
        result["floors"] = {"sql": floors.measure_sql(here.admin_url, written, len(made[SMALL]), times)}
        for kind in ("django", "bare"):
            result["floors"][kind] = {
                "web_ms": floors.measure_empty(
                    kind, free_port(), installation.environment, small["requests"], times // 2
                ),
                "requests": small["requests"],
            }
        said("the background work of one case")
        with here.worker_paused():
            here.forget_jobs()
            for _ in range(3):
                journeys.metered(here.meter, base, SMALL, made[SMALL])
            before = meters.cpu_ticks(here.worker_pids())
        until(lambda: not here.waiting_jobs(), 300, "the queue of the journeys", every=0.2)
        result["background"] = {
            "cases": 3,
            "worker_ms_per_case": round((meters.cpu_ticks(here.worker_pids()) - before) * 1000 / 3),
        }
        result["memory_at_work"] = here.memory()
        with here.worker_paused():
            number = 250 if quick else 1000
            said(f"agents' pages at {number} cases")
            result["agents"] = agents.measure(here, number, times // 2)
            said("the API beside them")
            result["api"] = api.measure(here, result["agents"], times // 2)
            here.forget_jobs()
            said("webhooks")
            result["webhooks"] = webhooks.measure(here, 1_000 if quick else 5_000)
            said("exports")
            result["exchange"] = exchange.measure(here, exchange.sizes(quick=quick, full=full))
            here.forget_jobs()
        said("the memory of all processes once the press has ended")
        result["memory"] = here.memory_without_press()
        here.close()
    finally:
        installation.stop()
    said(f"{uploads.FILES} files of 5 MB taken in, beside a bare copy")
    result["uploads"] = uploads.measure()
    said("the studio at 300 questions and 250 conditions")
    result["studio"] = studio.measure()
    result["desk"] = []
    for number in desk.sizes():
        said(f"the agents’ desk at {number:,} cases")
        result["desk"].append(desk.measure(number))
    said("starts")
    alone = sorted(starts.web_alone(installation) for _ in range(3))
    result["web_start_s"] = [round(took, 2) for took, _ in alone]
    result["web_start_cpu_s"] = [round(cpu, 2) for _, cpu in alone]
    try:
        result["second_start_s"] = round(starts.second(installation), 2)
    finally:
        installation.stop()
    result["clean_clone_s"] = round(starts.clean_clone(free_port()), 1) if full else None
    return result


def main() -> int:
    logging.getLogger("httpx").setLevel(logging.WARNING)  # every question whether it is ready would be a line
    quick, full = os.environ.get("QUICK") == "1", os.environ.get("FULL") == "1"
    frontend.ensure_built()
    with tempfile.TemporaryDirectory(prefix="parvis-bench-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - as root the database runs as a user of its own
        result = measure(Path(folder), quick=quick, full=full)
    report.show(result)
    report.console.print(desk.table(result["desk"]))
    report.console.print(exchange.table(result["exchange"]))
    report.console.print(api.table(result["api"]))
    report.console.print(webhooks.table(result["webhooks"]))
    report.console.print(studio.table(result["studio"]))
    report.write(result, ROOT / "bench" / "results" / "latest.json")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
