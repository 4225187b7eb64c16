"""Webhooks delivered per second to a receiver on this machine, one in ten failing, beside bare posts.

`python -m bench.webhooks [NUMBER]` makes an installation of its own; `make bench` measures 5,000 (QUICK=1: 1,000).
"""

from __future__ import annotations

import sys
from typing import Any

from rich.table import Table

from bench import meters, report
from bench.installed import Installed, installed
from parvis.kernel import postgres
from tests import frontend
from tests.environment import ROOT


def measure(here: Installed, number: int) -> dict[str, Any]:
    """In an installation whose worker rests."""
    owner = here.server.url("parvis", postgres.OWNER)
    found: dict[str, Any] = here.run_module("bench.webhooks_runs", owner, str(number))
    return found


def table(found: dict[str, Any]) -> Table:
    """One row."""
    shown = Table(title="Webhooks to a receiver on this machine, one in ten refused")
    for heading in ("deliveries", "delivered a second", "tries a second", "CPU a try", "bare posts a second", "× bare"):
        shown.add_column(heading, justify="right")
    shown.add_row(
        f"{found['deliveries']:,}",
        str(found["delivered_per_s"]),
        str(found["tries_per_s"]),
        f"{found['cpu_ms_per_try']} ms",
        str(found["bare_per_s"]),
        str(found["times_bare"]),
    )
    return shown


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    frontend.ensure_built()
    with installed("webhooks") as here, here.worker_paused():
        found = {"machine": meters.machine(), **measure(here, number)}
    report.console.print(table(found))
    report.write(found, ROOT / "bench" / "results" / "webhooks.json")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
