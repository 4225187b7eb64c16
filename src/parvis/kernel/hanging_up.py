"""Hanging up on clients that fell silent: a thread that waits for the network can't be called back otherwise.

The web server owns the connections and names a client by address alone. So the sockets of this process are looked
through: one that came to our port from that address, and carried nothing for as long, is ended (shutdown), and whoever
waited for it wakes. An idle connection of the same address that is kept alive is closed with it, which HTTP
lets a server do at any time (RFC 9112 § 9.5). Linux alone (TCP_INFO); elsewhere nothing is hung up.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from parvis.kernel import logs

log = logs.logger("parvis.web")

#: seconds between two looks, while anybody is waited for
EVERY = 2.0
#: struct tcp_info (linux/tcp.h): where `tcpi_last_data_sent` and `tcpi_last_data_recv` stand, milliseconds each
_SENT, _RECEIVED = 44, 52
_ESTABLISHED = 1


@dataclass(eq=False)
class Wait:
    """Somebody of `address`, who came to `port`, is waited for; silent for `patience` seconds, they are hung up on."""

    address: str
    port: int
    patience: float
    since: float = field(default_factory=time.monotonic)

    def heard(self) -> None:
        """Something came or went."""
        self.since = time.monotonic()


class Watch:
    """Looks after those who are waited for, from a thread of its own that lives while there are any."""

    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._waits: set[Wait] = set()
        self._busy: dict[str, list[float]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, address: str, port: int, patience: float) -> Iterator[Wait]:
        """Watch while the block waits for a client."""
        wait = Wait(address, port, patience)
        with self._lock:
            self._waits.add(wait)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hanging-up", daemon=True)
                self._thread.start()
        try:
            yield wait
        finally:
            with self._lock:
                self._waits.discard(wait)

    @contextmanager
    def busy(self, address: str) -> Iterator[None]:
        """We work for that address ourselves: its silence is ours."""
        begun = time.monotonic()
        with self._lock:
            self._busy.setdefault(address, []).append(begun)
        try:
            yield
        finally:
            with self._lock:
                here = self._busy[address]
                here.remove(begun)
                if not here:
                    del self._busy[address]

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self._every)
            now = time.monotonic()
            with self._lock:
                if not self._waits:
                    self._thread = None
                    return
                silent: dict[tuple[str, int], float] = {}
                for wait in self._waits:
                    worked = now - min(self._busy.get(wait.address, [now]))
                    if now - wait.since > wait.patience and worked < wait.patience:
                        of = wait.address, wait.port
                        silent[of] = min(wait.patience, silent.get(of, wait.patience))
            for (address, port), patience in silent.items():
                ended = hang_up(address, port, patience)
                log.warning("request.hung_up", connections=ended, silent_for=patience)


def hang_up(address: str, port: int, silent: float) -> int:
    """End the connections that came from `address` to our `port` and carried nothing for `silent` seconds; how many."""
    wanted, ended = _plain(address), 0
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            # A duplicate stays the same connection, also where the number is given to another one meanwhile.
            with socket.socket(fileno=os.dup(int(name))) as ours:
                if _is_silent(ours, wanted, port, silent):
                    ours.shutdown(socket.SHUT_RDWR)
                    ended += 1
        except OSError:
            continue  # closed meanwhile, or no connection: nothing to hang up
    return ended


def _is_silent(ours: socket.socket, wanted: str, port: int, silent: float) -> bool:
    if ours.family not in (socket.AF_INET, socket.AF_INET6) or ours.type != socket.SOCK_STREAM:
        return False
    # Connections of ours to others (the database's) have another port on this side.
    if ours.getsockname()[1] != port or _plain(ours.getpeername()[0]) != wanted:
        return False
    told = ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    sent, received = (struct.unpack_from("=I", told, place)[0] / 1000 for place in (_SENT, _RECEIVED))
    return told[0] == _ESTABLISHED and min(sent, received) > 0.9 * silent


def _plain(address: str) -> str:
    """The one way of writing an address: an IPv4 one may come dressed as an IPv6 one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
