"""The API beside the agents' pages: a list of fifty and one case, in the same run, over the same cases.

`python -m bench.api [NUMBER]` makes an installation of its own, with so many cases (250); `make bench` measures it too.
"""

from __future__ import annotations

import sys
from statistics import median
from typing import Any

import httpx
from rich.table import Table

from bench import agents as pages, journeys, meters, report
from bench.installed import Installed, installed
from tests import frontend
from tests.environment import ROOT

#: what is read, and the page of agents that shows the same
BESIDE = {"list of 50": "list of 50", "list of 50 with answers": "list of 50", "case": "case"}


def measure(here: Installed, agents: dict[str, Any], times: int) -> dict[str, Any]:
    """CPU and statements of each, median of `times`. agents: what `bench.agents` measured just before."""
    token = here.run_module("bench.api_token")["token"]
    base = here.installation.url("dunkerque").rstrip("/")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(transport=journeys.LocalTransport(), base_url=base, headers=headers, timeout=60) as client:
        found = client.get("/api/v1/cases", params={"limit": "1"}).raise_for_status().json()["items"][0]["id"]
    addresses = {
        "list of 50": "/api/v1/cases?limit=50&state=open",
        "list of 50 with answers": "/api/v1/cases?limit=50&state=open&answers=true",
        "case": f"/api/v1/cases/{found}",
    }
    result = {}
    for name, path in addresses.items():
        plain, counted = journeys.Metered(here.meter, count=False), journeys.Metered(here.meter, count=True)
        for transport, rounds in ((plain, times + 5), (counted, 1)):
            with httpx.Client(transport=transport, base_url=base, headers=headers, timeout=60) as client:
                for _ in range(rounds):
                    client.get(path).raise_for_status()
        warm, once, page = plain.journey.requests[5:], counted.journey.requests[0], agents[BESIDE[name]]
        web = round(median(one.web for one in warm), 2)
        result[name] = {
            "web_ms": web,
            "database_ms": round(median(one.database for one in warm), 2),
            "statements": once.statements,
            "apart": once.apart,
            "bytes": once.bytes,
            "page_web_ms": page["web_ms"],
            "page_database_ms": page["database_ms"],
            "page_statements": page["statements"],
            "times_page": round(web / page["web_ms"], 2),
            "sql": once.sql,
        }
    return result


def table(found: dict[str, Any]) -> Table:
    """One row for each address, its page beside it."""
    shown = Table(title="The API beside the agents' page of the same")
    for heading in ("", "web", "PostgreSQL", "statements", "page: web", "PostgreSQL", "statements", "× page"):
        shown.add_column(heading, justify="left" if not heading else "right")
    for name, one in found.items():
        shown.add_row(
            name,
            f"{one['web_ms']} ms",
            f"{one['database_ms']} ms",
            f"{one['statements']} (+ {one['apart']})",
            f"{one['page_web_ms']} ms",
            f"{one['page_database_ms']} ms",
            str(one["page_statements"]),
            str(one["times_page"]),
        )
    return shown


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 250
    frontend.ensure_built()
    with installed("api") as here:
        here.run_module("bench.publishing")
        with here.worker_paused():
            found: dict[str, Any] = {"machine": meters.machine(), "cases": number}
            found["agents"] = pages.measure(here, number, 30)
            found["api"] = measure(here, found["agents"], 30)
    report.console.print(table(found["api"]))
    report.write(found, ROOT / "bench" / "results" / "api.json")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
