"""Exports: rows a second beside PostgreSQL's own COPY of the same columns, and the memory that a worker comes to.

`python -m bench.exchange NUMBER…` makes an installation of its own; `make bench` measures 10,000 cases of 60 columns
(QUICK=1: 2,000; FULL=1: 100,000 as well). FORMATS=csv,ods measures these alone. w.c.s. writes
10,000 to CSV in 5.4 s, to ODS in 9.6 s.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.table import Table

from bench import journeys, report
from bench.installed import Installed, free_port
from parvis.kernel import postgres
from tests import frontend
from tests.installation import Installation

SLUG = "mesure-5x60"


def sizes(*, quick: bool, full: bool) -> tuple[int, ...]:
    """How many cases, by what was asked for."""
    return (2_000,) if quick else (10_000, 100_000) if full else (10_000,)


def measure(here: Installed, numbers: tuple[int, ...]) -> list[dict[str, Any]]:
    """Each format at each number, in an installation where a case of the large procedure was submitted."""
    owner = here.server.url("parvis", postgres.OWNER)
    found: list[dict[str, Any]] = here.run_module("bench.exchange_runs", owner, SLUG, *map(str, numbers))
    return found


def table(results: list[dict[str, Any]]) -> Table:
    """One row for each format and number; COPY first, which the others are compared with."""
    shown = Table(title="Exports: from asking to the file that is kept")
    for heading in (
        "",
        "cases",
        "columns",
        "seconds",
        "CPU",
        "rows a second",
        "× COPY",
        "peak memory",
        "grown by",
        "file",
    ):
        shown.add_column(heading, justify="left" if not heading else "right")
    bare: dict[int, float] = {}
    for one in results:
        if one["format"] == "COPY":
            bare[one["cases"]] = one["seconds"]
        shown.add_row(
            one["format"],
            f"{one['rows']:,}",
            str(one["columns"]),
            f"{one['seconds']:.2f}",
            f"{one['cpu_s']:.2f} s",
            f"{one['rows'] / one['seconds']:,.0f}",
            f"{one['seconds'] / bare[one['cases']]:.1f}",
            f"{one['peak_mb']:.0f} MB",
            f"{one['grown_mb']:.0f} MB",
            f"{one['bytes'] / 1e6:.1f} MB",
        )
    return shown


def main() -> int:
    numbers = tuple(map(int, sys.argv[1:])) or sizes(
        quick=os.environ.get("QUICK") == "1", full=os.environ.get("FULL") == "1"
    )
    frontend.ensure_built()
    with tempfile.TemporaryDirectory(prefix="parvis-exchange-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - as root the database runs as a user of its own
        installation = Installation(Path(folder) / "var", free_port())
        installation.start()
        try:
            here = Installed(installation)
            made = {one["slug"]: one["pages"] for one in here.run_module("bench.publishing")}
            with here.worker_paused():
                base = installation.url("dunkerque").rstrip("/")
                journeys.metered(here.meter, base, SLUG, made[SLUG])
                report.console.print(table(measure(here, numbers)))
            here.close()
        finally:
            installation.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
