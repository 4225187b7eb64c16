"""The agents' desk at ten thousand cases and at a million: what lists cost, and what walls add to them.

`python -m bench.desk SIZE…` makes an installation of its own for each size, prints the figures and writes
`bench/results/desk-million.json`: `make bench-million` does so with 10,000 and a million (some 25 GB of disk, half an
hour of both cores). `make bench` measures 10,000, and a million as well with FULL=1 or DESK=1. What is measured stands
in `LINES` of `bench.desk_lines`, one entry each.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from rich.table import Table

from bench import meters, report
from bench.installed import installed
from parvis.kernel import postgres
from tests import databases
from tests.environment import ROOT

#: what has the plans of nested statements told to the session that runs them, at what values
NESTED = {
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_level": "notice",
}


def sizes() -> tuple[int, ...]:
    """How many cases, by what was asked for in the environment."""
    if os.environ.get("FULL") == "1" or os.environ.get("DESK") == "1":
        return (10_000, 1_000_000)
    return (10_000,)


def measure(number: int) -> dict[str, Any]:
    """Load `number` cases into an installation of its own, and measure every line for both agents."""
    with installed("desk") as here, here.worker_paused():
        said = here.installation.run("demo", "load", "--cases", str(number), "--seed", "1").stdout
        owner = here.server.url("parvis", postgres.OWNER)
        _let_explain(here.server)
        found: dict[str, Any] = here.run_module("bench.desk_lines", owner)
    return {"cases": number, "load": said.splitlines()[-1], **found}


def _let_explain(server: postgres.Server) -> None:
    """Let the application's role see the plans of what its doors do within: `EXPLAIN` shows the door alone."""
    with databases.admin(server, "parvis") as superuser:
        superuser.execute("load 'auto_explain'")
        for parameter in NESTED:
            superuser.execute(f"grant set on parameter {parameter} to {postgres.APPLICATION}")
        superuser.execute(
            f"alter role {postgres.APPLICATION} in database parvis set session_preload_libraries = 'auto_explain'"
        )


def write(results: list[dict[str, Any]], machine: dict[str, Any]) -> None:
    """Every figure and every plan, in a file that `make bench` leaves alone."""
    report.write({"machine": machine, "desk": results}, ROOT / "bench" / "results" / "desk-million.json")


def table(results: list[dict[str, Any]]) -> Table:
    """One row for each line, agent and size; the growth beside the smallest size of the same line."""
    shown = Table(title="The agents’ desk: medians; “bare”: the same statements without walls, as the owner")
    for heading in (
        "",
        "walls",
        "cases",
        "returned",
        "statements",
        "CPU",
        "PostgreSQL",
        "× bare",
        "× smallest",
        "remarks",
    ):
        shown.add_column(heading, justify="left" if heading in ("", "walls", "remarks") else "right")
    least: dict[tuple[str, str], float] = {}
    for result in results:
        for one in result["lines"]:
            key = (one["line"], one["walls"])
            least.setdefault(key, one["database_ms"])
            shown.add_row(
                one["line"],
                one["walls"],
                f"{result['cases']:,}",
                "" if one["returned"] is None else f"{one['returned']:,}",
                str(one["statements"]),
                f"{one['cpu_ms']:.1f} ms",
                f"{one['database_ms']:.1f} ms",
                f"{one['walls_cost']:.2f}",
                f"{one['database_ms'] / max(least[key], 0.01):.1f}",
                "; ".join(one["remarks"]),
            )
    return shown


def main() -> int:
    machine = meters.machine()
    results = [measure(int(size)) for size in sys.argv[1:] or sizes()]
    report.console.print(table(results))
    write(results, machine)
    for result in results:
        report.console.print(result["load"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
