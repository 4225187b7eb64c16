"""The press of this process (`parvis.documents.press`): started when a document is to be made, replaced when gone."""

import atexit
import contextlib
import dataclasses
import datetime as dt
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog

from parvis.documents.domain.keys import Key
from parvis.documents.failures import PressFailed, RenderingFailed, SealNotConfigured

log = structlog.get_logger("parvis.documents")

_PROGRAM = Path(__file__).resolve().parents[1] / "press"
#: seconds that a task may take, the press's start and a key store far away among them
PATIENCE = 120.0
_FAILURES: dict[str, type[Exception]] = {
    "RenderingFailed": RenderingFailed,
    "SealNotConfigured": SealNotConfigured,
}
#: what the environment has for others: the libraries of key stores read theirs, which we can't know
_NOT_ITS_OWN = ("PARVIS_", "DATABASE_", "PG", "DJANGO_")
_MARK = "PARVIS_RUNS_IN"
#: Typst's and pyHanko's memory comes in waves: glibc gives it back between them (56 MB instead of 70 after a hundred
#: documents, at no measurable cost). Other C libraries read none of these.
_MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "65536"}


@dataclass
class Press:
    """Does tasks one after the other in one process. For several threads. idle: its seconds without a task."""

    idle: float = 30.0
    patience: float = PATIENCE
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _process: subprocess.Popen[bytes] | None = None
    _control: "Connection[Any, Any] | None" = None
    _owner: int = 0

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def typeset(
        self, source: str, data: Mapping[str, Any], at: dt.datetime, *, fonts: str, alone: bool = True
    ) -> bytes:
        """The PDF of a Typst source with its data; alone: see `typesetting.compile_pdf`. Raises RenderingFailed,
        PressFailed.
        """
        task = {"task": "typeset", "source": source, "data": data, "at": int(at.timestamp()), "alone": alone}
        return self._run(json.dumps({**task, "fonts": os.path.abspath(fonts)}).encode())

    def seal(self, pdf: bytes, key: Key, *, organisation: str, readable_name: str, reason: str) -> bytes:
        """The PDF sealed: see `sealing.seal`. Raises SealNotConfigured, PressFailed."""
        words = {"organisation": organisation, "readable_name": readable_name, "reason": reason}
        return self._run(json.dumps({"task": "seal", "key": dataclasses.asdict(key), "words": words}).encode(), pdf)

    def _run(self, *messages: bytes) -> bytes:
        """Do a task; once more where the press had just gone, or goes."""
        with self._lock:
            for _attempt in (1, 2):
                try:
                    control = self._running()
                    for message in messages:
                        control.send_bytes(message)
                    if not control.poll(self.patience):
                        self._close()
                        raise PressFailed(f"the press said nothing for {self.patience:.0f} s")
                    answer = control.recv_bytes()
                except (OSError, EOFError) as error:
                    log.info("documents.press_gone", error=f"{type(error).__name__}: {error}")
                    self._close()
                    continue
                return _read(answer)
        raise PressFailed("the press ended twice over this document")

    def _running(self) -> "Connection[Any, Any]":
        """The way to the press, started where there is none. Under the lock. Raises OSError."""
        if self._owner != os.getpid():
            self._process = self._control = None  # that of the process from which this one was forked
        if self._process is None or self._control is None or self._process.poll() is not None:
            self._close()
            mine, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, "-I", str(_PROGRAM), str(theirs.fileno()), str(self.idle)]
                self._process = subprocess.Popen(
                    command,
                    env=_environment(),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
            self._control, self._owner = Connection(mine.detach()), os.getpid()
        return self._control

    def stop(self) -> None:
        """End the press of this process."""
        with self._lock:
            if self._owner == os.getpid():
                self._close()

    def _close(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
        self._process = self._control = None


def _environment() -> dict[str, str]:
    """Without our secrets and the database's; with the mark by which what is left behind is found and ended."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_ITS_OWN) or name == _MARK}
    return _MEMORY | kept


def _read(answer: bytes) -> bytes:
    if answer[:1] == b"+":
        return answer[1:]
    said = json.loads(answer[1:])
    if said["failed"] in _FAILURES:
        raise _FAILURES[said["failed"]](said["said"])
    log.error("documents.press_failed", error=said["said"], where=said["where"])
    raise PressFailed(said["said"])


press = Press()
atexit.register(press.stop)
