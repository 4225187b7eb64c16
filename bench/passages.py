"""Publishing a newer form and bringing open requests to it: `python -m bench.passages [REQUESTS]` (6,000 if not said,
of which some 3,000 are open ones of one procedure). Measured on an installation of its own, at its worker.

look: what moving would change is derived for each, and nothing of theirs written; move: each in a transaction of its
own, with its history and its seal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from bench import meters, report
from bench.installed import Installed, installed
from tests.environment import ROOT
from tests.installation import until

REQUESTS = 6_000
#: seconds that either may take
LONGEST = 1_800.0


def _step(here: Installed, *words: str) -> str:
    """A step of `tests.faults.passage`; the id of the passage."""
    environment = here.installation.environment | {
        "PARVIS_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
    }
    command = [sys.executable, "-m", "tests.faults.passage", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()[-1]


def _until(here: Installed, passage: str, state: str) -> dict[str, float]:
    """Wait until the worker has brought it there: seconds, and seconds of CPU of the worker."""
    worker, begun = here.worker_pids(), time.monotonic()
    before = meters.cpu_seconds(worker)

    def there() -> bool:
        row = here.admin.execute("select state from revising_passage where id = %s", [passage]).fetchone()
        return row == (state,)

    until(there, LONGEST, f"the passage to be {state}", every=0.1)
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "worker_cpu": round(meters.cpu_seconds(worker) - before, 1),
    }


def measure(requests: int) -> dict[str, Any]:
    """Bring requests in, publish, look, move."""
    with installed("passages") as here:
        here.installation.run("demo", "load", "--cases", str(requests), "--seed", "1")
        until(lambda: not here.waiting_jobs(), LONGEST, "the jobs of the demonstration", every=0.5)
        passage = _step(here, "look")
        found: dict[str, Any] = {"look": _until(here, passage, "looked")}
        _step(here, "move", passage)
        found["move"] = _until(here, passage, "done")
        rows = here.admin.execute(
            "select state, count(*) from revising_item where passage_id = %s group by state order by state", [passage]
        ).fetchall()
    return found | {"items": dict(rows), "load": os.getloadavg()[0]}


def main() -> int:
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS)
    report.console.print(json.dumps(found, indent=1), markup=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
