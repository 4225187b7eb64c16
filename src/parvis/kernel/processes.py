"""Finding and ending processes that an earlier start left behind, whatever killed it.

Every process that Parvis starts carries the mark `PARVIS_RUNS_IN=<var folder>` in its environment, and its children
inherit it; the kernel keeps it readable in /proc. No list on disk can go stale.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "PARVIS_RUNS_IN"
_GRACE = 10.0


def marked(var: Path) -> list[int]:
    """Numbers of the living processes that carry the mark of `var`, this one and its ancestors left out."""
    wanted = os.fsencode(f"{MARK}={var}")
    spared = _ancestors(os.getpid())
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in spared:
            continue
        try:
            if wanted in (entry / "environ").read_bytes().split(b"\0") and alive(int(entry.name)):
                found.append(int(entry.name))
        except OSError:
            continue  # gone meanwhile, or another user's
    return sorted(found)


def alive(pid: int) -> bool:
    """Whether `pid` runs; a zombie does not."""
    try:
        return _fields(pid)[0] not in "ZX"
    except OSError:
        return False


def end(pids: Iterable[int], grace: float = _GRACE) -> None:
    """Ask each process to stop, and kill those that have not after `grace` seconds."""
    left = list(pids)
    for number, seconds in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
        for pid in left:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        until = time.monotonic() + seconds
        while (left := [pid for pid in left if alive(pid)]) and time.monotonic() < until:
            time.sleep(0.05)


def _fields(pid: int) -> list[str]:
    return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _ancestors(pid: int) -> set[int]:
    found = set()
    while pid > 0 and pid not in found:
        found.add(pid)
        try:
            pid = int(_fields(pid)[1])
        except OSError:
            break
    return found
