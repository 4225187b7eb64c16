"""The confined server: has the libraries loaded, opens no file itself, and forks a bounded child for each task.

It hears from one process by one socket. A task is a datagram of JSON and a descriptor, on which the child's answer
goes back, and after it, by the server, how the child ended. Where the socket closes, or nothing comes for long, the
server ends.
"""

import ctypes
import gc
import json
import os
import select
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: seconds without a task after which the memory is given back
IDLE = 120.0
LARGEST_TASK = 16_384

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000  # sched.h
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38  # sys/prctl.h


@dataclass(frozen=True, slots=True)
class _Going:
    answer: socket.socket


def serve(control: socket.socket, work: Callable[[dict[str, Any]], str], *, idle: float = IDLE) -> None:
    """Do tasks until the other end of `control` is closed or `idle` seconds went by without any.

    work: does one task within the child and gives its answer; it bounds the child first.
    """
    _shut_in()
    _load()
    wakes, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    going: dict[int, _Going] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), wakes], [], [], idle)
        if wakes in ready:
            os.read(wakes, 512)
        _bury(going)
        if control.fileno() in ready:
            data, descriptors, _, _ = socket.recv_fds(control, LARGEST_TASK, 1)
            if not data:
                break
            answer = socket.socket(fileno=descriptors[0])
            pid = os.fork()
            if pid == 0:
                control.close()
                _child(answer, json.loads(data), work)
            going[pid] = _Going(answer)
        elif not ready and not going:
            break
    for pid in going:
        os.kill(pid, signal.SIGKILL)


def _bury(going: dict[int, _Going]) -> None:
    """Say of each child that has ended how it did: its status, as waitpid(2) gives it."""
    while going:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with going.pop(pid).answer as answer:
            try:
                answer.sendall(b"\n" + json.dumps({"status": status}).encode())
            except OSError:
                continue  # nobody waits for it any more


def _child(answer: socket.socket, task: dict[str, Any], work: Callable[[dict[str, Any]], str]) -> None:
    """Do one task and end, whatever happens. The wall clock is held by the kernel: no code of ours need come round."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, task["patience"])
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _prctl(_PR_SET_DUMPABLE, 0)
        answer.sendall(work(task).encode())
        code = 0
    except BaseException as error:  # noqa: BLE001 - it is told, and the process ends
        try:
            answer.sendall(json.dumps({"failed": f"{type(error).__name__}: {error}"[:300]}).encode())
        except OSError:
            code = 2
    finally:
        os._exit(code)


def _shut_in() -> None:
    """No network, no more rights than now, where the kernel lets an ordinary user ask for it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC)  # refused in most containers


def _prctl(what: int, value: int) -> None:
    ctypes.CDLL(None).prctl(what, value, 0, 0, 0)


def _load() -> None:
    """What tasks need, once; left out of garbage collection so that children share its memory."""
    import pillow_heif
    from PIL import Image

    from parvis.files.confined import drawing, joining, judging, office, pdfs, pictures  # noqa: F401

    Image.init()
    pillow_heif.register_heif_opener()
    gc.collect()
    gc.freeze()
