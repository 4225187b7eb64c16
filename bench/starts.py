"""How long it takes from a command to the first page that a person can read; seconds of the wall clock.

The machine's file cache is warm: nothing here may drop it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench import meters
from parvis.kernel import postgres
from tests.environment import ROOT
from tests.installation import Installation, until


def _reads(installation: Installation, path: str = "/") -> bool:
    """Whether the home page of an organisation's site comes, whole."""
    try:
        address = f"http://127.0.0.1:{installation.port}{path}"
        answer = httpx.get(address, headers={"Host": f"dunkerque.{installation.host}"}, timeout=10)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and "</html>" in answer.text


def web_alone(installation: Installation) -> tuple[float, float]:
    """The web server's start with the database running, to the first page: seconds of the clock, and of CPU."""
    postgres.start(installation.var)
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "parvis", "web"],
        env=installation.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: _reads(installation), 60, "the first page of `parvis web`", every=0.01)
        took = time.monotonic() - begun
        return took, meters.cpu_ticks(meters.tree(process.pid))
    finally:
        process.terminate()
        process.wait(30)
        postgres.stop(installation.var)


def second(installation: Installation) -> float:
    """`parvis up` on a database that is of this version, as `make up` does the second time: to the first page."""
    begun = time.monotonic()
    installation.launch()
    until(lambda: _reads(installation), 60, "the first page of `parvis up`", every=0.01)
    return time.monotonic() - begun


def clean_clone(port: int) -> float:
    """`git clone`, `make up`: to the first page. Fetches every package: needs the network."""
    with tempfile.TemporaryDirectory(prefix="parvis-clone-") as folder:
        clone = Path(folder) / "parvis"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DATABASE_", "PYTHON"))}
        environment |= {"PORT": str(port), "DETACH": "1"}
        environment.pop("VIRTUAL_ENV", None)
        begun = time.monotonic()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        try:
            subprocess.run(["make", "up"], cwd=clone, env=environment, check=True, stdout=subprocess.DEVNULL)
            until(lambda: _reads(Installation(clone / "var", port)), 600, "the first page of a clean clone", every=0.05)
            return time.monotonic() - begun
        finally:
            subprocess.run(["make", "down"], cwd=clone, env=environment, check=False, stdout=subprocess.DEVNULL)
            shutil.rmtree(clone, ignore_errors=True)
