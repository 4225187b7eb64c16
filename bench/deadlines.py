"""The law's clock at ten thousand cases and at a million: `python -m bench.deadlines SIZE…` makes an installation of
its own for each, and keeps the figures in `bench/results/clocks.json`. `python -m bench.deadlines_runs` measures the
database of the environment as it is.
"""

from __future__ import annotations

import sys
from typing import Any

from rich.table import Table

from bench import desk, meters, report
from bench.installed import installed
from tests.environment import ROOT


def measure(number: int) -> dict[str, Any]:
    """Load `number` cases into an installation of its own, and measure."""
    with installed("clock") as here, here.worker_paused():
        here.installation.run("demo", "load", "--cases", str(number), "--seed", "1")
        found: dict[str, Any] = here.run_module("bench.deadlines_runs", "--reopened")
    return found


def table(results: list[dict[str, Any]]) -> Table:
    """One row for each thing measured and size."""
    shown = Table(title="The law’s clock: dates derived anew, only what differs written; what timers ask")
    for heading in ("", "cases", "looked at", "differ", "rows written", "time", "a second"):
        shown.add_column(heading, justify="right" if heading else "left")
    for result in results:
        named = (
            ("recount", "nothing changed"),
            ("reopened", "as if none had ended"),
            ("closing", "three closing days more"),
        )
        for name, words in named:
            if name not in result:  # measured without `--reopened`
                continue
            one = result[name]
            numbers = (one["open"], one["differ"], one["rows_updated"])
            told = [f"{number:,}" for number in numbers]
            shown.add_row(words, f"{result['cases']:,}", *told, f"{one['seconds']} s", f"{one['a_second']:,}")
        for one in result["timers"]:
            remark = "READS ALL" if one["reads_all"] else f"{one['ms']} ms"
            shown.add_row(one["door"], f"{result['cases']:,}", f"{one['due']:,}", "", "", remark, "")
    return shown


def write(results: list[dict[str, Any]], machine: dict[str, Any]) -> None:
    """Keep them in the source: the plans of the timers, too."""
    report.write({"machine": machine, "clocks": results}, ROOT / "bench" / "results" / "clocks.json")


def main() -> int:
    machine = meters.machine()
    results = [measure(int(size)) for size in sys.argv[1:] or desk.sizes()]
    report.console.print(table(results))
    write(results, machine)
    for result in results:
        for one in result["timers"]:
            report.console.print(f"\n{one['door']} at {result['cases']:,} cases\n{one['plan']}", markup=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
