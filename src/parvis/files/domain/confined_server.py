"""The confined server of this process (`parvis.files.confined.serving`): started when asked, replaced when it is gone.

It has the libraries loaded, so that a file costs a fork and not the half second of a start. It ends by itself when
nothing comes for a while, and when this process ends, however that happens.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger("parvis.files")

_PROGRAM = Path(__file__).resolve().parents[1] / "confined"
#: an environment without a secret, a place or a proxy in it
ENVIRONMENT = {"LC_ALL": "C.UTF-8"}
#: seconds beyond a task's own patience that its answer may take: the server's start among them
GRACE = 30.0
LARGEST_ANSWER = 1_000_000


class Gone(Exception):
    """The server can't be started, or was gone twice in the middle of a task."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A task's end. said: the child's answer (empty where it died first); signal: what killed it, or 0."""

    said: dict[str, Any]
    signal: int


@dataclass
class ConfinedServer:
    """Runs tasks, each in a child of one server process. For several threads. idle: its seconds without a task."""

    idle: float = 120.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _process: subprocess.Popen[bytes] | None = None
    _control: socket.socket | None = None
    _owner: int = 0

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def run(self, task: Mapping[str, Any], *, patience: float) -> Ended:
        """Do a task; it is killed after `patience` seconds. Tried once more where the server dies. Raises Gone."""
        for _attempt in (1, 2):
            mine, theirs = socket.socketpair()
            with mine:
                try:
                    with theirs, self._lock:
                        process, control = self._running()
                        socket.send_fds(
                            control, [json.dumps({**task, "patience": patience}).encode()], [theirs.fileno()]
                        )
                    ended = _heard(mine, patience + GRACE)
                except OSError as error:
                    log.warning("files.check_server_gone", error=str(error))
                    self.stop()
                    continue
            if ended is not None:
                return ended
            log.warning("files.check_server_gone", code=process.poll())
            self.stop(process)
        raise Gone("the check can't be started")

    def _running(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """The server, started where there is none. Under the lock. Raises OSError."""
        if self._owner != os.getpid():
            self._process = self._control = None  # that of the process from which this one was forked
        if self._process is None or self._control is None or self._process.poll() is not None:
            self._close()
            mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                command = [sys.executable, "-I", "-B", str(_PROGRAM), str(theirs.fileno()), str(self.idle)]
                self._process = subprocess.Popen(
                    command,
                    env=ENVIRONMENT,
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                )
            mine.settimeout(GRACE)
            self._control, self._owner = mine, os.getpid()
        return self._process, self._control

    def stop(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """End the server of this process; where `process` is given, only if it is still that one."""
        with self._lock:
            if self._owner == os.getpid() and (process is None or process is self._process):
                self._close()

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
        self._process = self._control = None


def _heard(mine: socket.socket, seconds: float) -> Ended | None:
    """What came back of a task; None where the server died before it said how the child ended. Raises OSError."""
    held, until = b"", time.monotonic() + seconds
    while len(held) < LARGEST_ANSWER:
        mine.settimeout(max(0.001, until - time.monotonic()))
        more = mine.recv(1 << 16)
        if not more:
            break
        held += more
    said, _, status = held.rpartition(b"\n")
    try:
        ended = json.loads(status)["status"]
        answer = json.loads(said) if said.strip() else {}
    except (ValueError, KeyError, TypeError):
        return None
    return Ended(answer if isinstance(answer, dict) else {}, os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0)
