"""What rules of routing add to a submission, by their number and that of zones: `python -m bench.routing` makes an
installation of its own (the small demonstration) and measures `bench.routing_runs` in it.
"""

from __future__ import annotations

from typing import Any

from rich.table import Table

from bench import report
from bench.installed import installed


def measure() -> list[dict[str, Any]]:
    """One entry for each number of rules and zones."""
    with installed("routing") as here, here.worker_paused():
        found: list[dict[str, Any]] = here.run_module("bench.routing_runs")
    return found


def main() -> int:
    shown = Table(title="A submission, by the rules that send it: the last of them, in a table of zones")
    for heading in ("rules", "zones", "statements", "CPU of the web", "clock", "the first"):
        shown.add_column(heading, justify="right")
    for one in measure():
        times = (f"{one[name]} ms" for name in ("cpu_ms", "ms", "first_ms"))
        shown.add_row(f"{one['rules']:,}", f"{one['zones']:,}", str(one["statements"]), *times)
    report.console.print(shown)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
