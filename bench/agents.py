"""First figures of the agents' pages: the list of 50 and one case, with a thousand cases behind them."""

from __future__ import annotations

from statistics import median
from typing import Any

import httpx

from bench import journeys
from bench.installed import Installed


def measure(here: Installed, number: int, times: int) -> dict[str, Any]:
    """CPU and statements of each page, median of `times`; and what one seeded case cost in a process of its own."""
    seeded = here.run_module("bench.seeding", str(number))
    here.admin.execute("analyze")
    base = here.installation.url("dunkerque").rstrip("/")
    pages = {"list of 50": "/agents/", "case": f"/agents/dossiers/{seeded['reference']}/"}
    found: dict[str, Any] = {"cases": number, "draft_and_submission_ms": seeded["milliseconds"]}
    for name, path in pages.items():
        plain, counted = journeys.Metered(here.meter, count=False), journeys.Metered(here.meter, count=True)
        for transport, rounds in ((plain, times + 5), (counted, 1)):
            with httpx.Client(transport=transport, base_url=base, cookies=seeded["cookie"], timeout=60) as client:
                for _ in range(rounds):
                    answer = client.get(path)
                    if answer.status_code != 200:
                        raise RuntimeError(f"{path} answered {answer.status_code}")
        warm, once = plain.journey.requests[5:], counted.journey.requests[0]
        found[name] = {
            "web_ms": round(median(one.web for one in warm), 2),
            "database_ms": round(median(one.database for one in warm), 2),
            "statements": once.statements,
            "apart": once.apart,
            "bytes": once.bytes,
            "sql": once.sql,
        }
    return found
