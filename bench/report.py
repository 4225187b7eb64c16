"""The bench's table and its file. Figures of the peers: measured on a machine of two cores, in 2026."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console()
if not console.is_terminal:
    console = Console(width=180)


class Progress:
    """Says what is being measured, and how long ago it all began."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, what: str) -> None:
        console.print(f"[dim]{time.monotonic() - self._begun:6.1f} s[/dim]  {what}")


def write(result: dict[str, Any], path: Path) -> None:
    """Every figure, its floor, and the statements by text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    console.print(f"\nEvery figure, and the statements by text: {path}")


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def rows(result: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Lines of the table: what, ours, its floor (and how many times it), aim, peers."""
    small, large, floor = result["small"], result["large"], result["floors"]
    least = floor["django"]["web_ms"] + floor["sql"]["client_ms"]
    web, short = small["warm"], small["short"]
    # results of before took the press along in both
    memory, at_work = result["memory"], result.get("memory_at_work") or result["memory_after_work"] | {"press": 0.0}
    agents = result["agents"]
    starts = result["web_start_s"]
    peers = "Open Forms 4: 800–860 ms, 194"
    return [
        (
            f"3 × 15 fields, 12 conditions, {small['requests']} requests: web",
            f"{_ms(web['web_ms'])} (least {_ms(web['web_ms_least'])})",
            f"{_ms(least)} (× {web['web_ms'] / least:.1f}); empty pages {_ms(floor['django']['web_ms'])}, "
            f"bare WSGI {_ms(floor['bare']['web_ms'])}",
            "70 ms",
            peers,
        ),
        (
            "… its first journey of all, cold",
            f"{_ms(small['cold']['web_ms'])}",
            "",
            "",
            "",
        ),
        (
            "… PostgreSQL",
            _ms(web["database_ms"]),
            f"{_ms(floor['sql']['database_ms'])} (× {web['database_ms'] / floor['sql']['database_ms']:.1f})",
            "",
            "w.c.s.: 87 ms",
        ),
        (
            "… statements (BEGIN, COMMIT, walls apart)",
            f"{web['statements']} (+ {web['apart']})",
            f"{floor['sql']['statements']} (× {web['statements'] / floor['sql']['statements']:.1f})",
            "60",
            peers,
        ),
        (
            f"… its 6 steps without home and start page ({short['requests']} requests): web",
            _ms(short["web_ms"]),
            "",
            "35 ms",
            "w.c.s.: 186–352 ms",
        ),
        ("… statements", f"{short['statements']} (+ {short['apart']})", "", "30", "w.c.s.: 121"),
        (
            f"5 × 60 fields, 120 conditions, {large['requests']} requests: web",
            f"{_ms(large['warm']['web_ms'])} (least {_ms(large['warm']['web_ms_least'])})",
            "",
            "200 ms",
            "Open Forms 4: 2,700 ms",
        ),
        (
            "… PostgreSQL, statements",
            f"{_ms(large['warm']['database_ms'])}, {large['warm']['statements']} (+ {large['warm']['apart']})",
            "",
            "",
            "",
        ),
        (
            "PSS of a web worker",
            f"{max(memory['web workers']):.0f} MB",
            "",
            "100 MB",
            "w.c.s. 73, Open Forms 213 MB",
        ),
        (
            "PSS of all of Parvis after all this work; with PostgreSQL",
            f"{memory['parvis']:.0f} MB; {memory['all']:.0f} MB",
            "",
            "350 MB",
            "w.c.s. 243 MB",
        ),
        (
            f"… while receipts are made, {at_work['press']:.0f} MB of it the press",
            f"{at_work['parvis']:.0f} MB; {at_work['all']:.0f} MB",
            "",
            "350 MB",
            "",
        ),
        (
            "Web server, cold start to first page (three starts)",
            f"{starts[0]:.2f}–{starts[-1]:.2f} s; CPU {min(result['web_start_cpu_s']):.2f} s",
            "",
            "1.5 s",
            "w.c.s. 1.1 s",
        ),
        ("Second `parvis up` to first page", f"{result['second_start_s']:.2f} s", "", "10 s", ""),
        ("First `parvis up` (migrations, demonstration)", f"{result['first_start_s']:.1f} s", "", "", ""),
        (
            "Clean clone to first page",
            f"{result['clean_clone_s']:.0f} s" if result["clean_clone_s"] else "skipped: FULL=1 measures it",
            "",
            "",
            "",
        ),
        (
            "Background work of one case (receipt, e-mail)",
            f"{result['background']['worker_ms_per_case']} ms of the worker, its first included",
            "",
            "",
            "",
        ),
        *(
            (
                f"First figure: agents’ {name} at {agents['cases']} cases",
                f"{_ms(agents[name]['web_ms'])}, {agents[name]['statements']} statements",
                "",
                "",
                "w.c.s. list: 35 ms, 39" if name == "list of 50" else "",
            )
            for name in ("list of 50", "case")
        ),
        *(
            (
                f"First figure: 20 {kind} of 5 MB taken in, beside a bare copy to disk",
                f"{found['taken_s']:.1f} s ({found['copy_s']:.1f} s)",
                f"{found['ratio']:.0f} ×",
                "",
                "",
            )
            for kind, found in result.get("uploads", {}).items()  # older results have none
        ),
    ]


def show(result: dict[str, Any]) -> None:
    """Print the table, and the requests of the small journey one by one."""
    machine = result["machine"]
    console.print(
        f"\n{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, Linux {machine['kernel']}, "
        f"Python {machine['python']}; load {machine['load_before']} before the bench. CPU times, medians of "
        f"{result['small']['journeys']} warm journeys, unless they are in seconds. "
        "Neighbours on the same cores slow them too: compare runs by their empty pages."
    )
    table = Table(show_lines=False)
    for heading in ("", "Parvis", "floor", "aim", "peers"):
        table.add_column(heading)
    for row in rows(result):
        table.add_row(*row)
    console.print(table)
    requests = Table(title="3 × 15 fields, request by request (metered one by one)")
    for heading in ("request", "status", "kB", "web", "PostgreSQL", "statements", "apart"):
        requests.add_column(heading, justify="left" if heading == "request" else "right")
    for one in result["small"]["per_request"]:
        requests.add_row(
            one["request"],
            str(one["status"]),
            f"{one['bytes'] / 1000:.1f}",
            f"{one['web_ms']:.2f}",
            f"{one['database_ms']:.2f}",
            str(one["statements"]),
            str(one["apart"]),
        )
    console.print(requests)
