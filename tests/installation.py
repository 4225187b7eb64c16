"""The product as an operator runs it: `parvis up` in its own folder on its own port, seen from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from bench import meters
from tests.environment import ROOT
from tests.visitor import LocalTransport, Visitor


def until(condition: Callable[[], object], seconds: float, what: str, every: float = 0.02) -> None:
    """Poll `condition` until it holds. Raises TimeoutError saying `what` was awaited."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(every)


class Installation:
    """One running Parvis. `var` holds its database and files; `port` its address on this machine."""

    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.var = var
        self.port = port
        self.host = f"localhost:{port}"
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PARVIS_", "DATABASE_", "DJANGO_", "COV_"))
        }
        self.environment |= {
            "PORT": str(port),
            "PARVIS_VAR": str(var),
            "PARVIS_DEMO": "1",
            "PARVIS_DEMO_SMALL": "1",
            "PARVIS_HOST": self.host,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, site: str = "", path: str = "/") -> str:
        """The address of `path` on an organisation's site ("dunkerque"), or on the territory's own."""
        return f"http://{site + '.' if site else ''}{self.host}{path}"

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run `parvis WORDS` against this installation."""
        return subprocess.run(
            [sys.executable, "-m", "parvis", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=check,
        )

    def launch(self) -> None:
        """Run `parvis up`, and wait for nothing."""
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "parvis", "up"],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start(self, seconds: float = 180) -> float:
        """Start and wait until everything is ready; how long it took, in seconds."""
        begun = time.monotonic()
        self.launch()

        def ready() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"parvis up ended:\n{(self.var / 'up.log').read_text()[-4000:]}")
            return self.answers("/readyz")

        until(ready, seconds, "the first page")
        return time.monotonic() - begun

    def answers(self, path: str) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers={"Host": self.host}, timeout=5).is_success
        except httpx.HTTPError:
            return False

    def says(self, path: str) -> str:
        """The status and text that `path` answers with, or why it does not."""
        try:
            found = httpx.get(f"http://127.0.0.1:{self.port}{path}", headers={"Host": self.host}, timeout=5)
        except httpx.HTTPError as error:
            return repr(error)
        return f"{found.status_code} {found.text[:500]}"

    def stop(self) -> None:
        """Ctrl-C, and wait for the end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise
        self.process = None

    def visitor(self, site: str = "", language: str = "fr") -> Visitor:
        """A new browser without JavaScript, on a site."""
        client = httpx.Client(transport=LocalTransport(), timeout=60)
        return Visitor(self.url(site), language=language, client=client)

    def processes(self) -> list[int]:
        """Every process of this installation but PostgreSQL's, the supervisor first."""
        assert self.process is not None
        return [pid for pid in meters.tree(self.process.pid) if not meters.name(pid).startswith(("postgres", "/"))] + [
            pid
            for pid in meters.tree(self.process.pid)
            if meters.name(pid).startswith("/") and "pginstall" not in meters.name(pid)
        ]
