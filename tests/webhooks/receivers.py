"""Receivers on this machine, good and bad, in threads: they answer as told, on a socket of their own."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ANSWER = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s"


def answer(status: int = 200, body: bytes = b"", headers: bytes = b"") -> bytes:
    """An honest answer."""
    return ANSWER % (status, len(body), headers, body)


@dataclass
class Got:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[socket.socket, threading.Event], None]


@dataclass
class Receiver:
    """got: what came; next: how the next ones are answered (bytes, or what is done with the socket), then `usual`."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    next: list["bytes | Behaviour"] = field(default_factory=list)
    usual: "bytes | Behaviour" = field(default_factory=answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset({f"127.0.0.1:{self.port}"})


def read(line: socket.socket) -> Got | None:
    """One request from a socket; None at its end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65_536)
        if not more:
            return None
        data += more
    head, _blank, body = data.partition(b"\r\n\r\n")
    headers = {}
    for row in head.decode().split("\r\n")[1:]:
        name, _colon, value = row.partition(":")
        headers[name.strip().lower()] = value.strip()
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65_536)
    return Got(headers, body)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver that listens until the block ends; those that hang are let go then."""
    found, over = Receiver(), threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    found.port = listening.getsockname()[1]

    def serve(line: socket.socket) -> None:
        with line:
            try:
                while (got := read(line)) is not None:
                    found.got.append(got)
                    does = found.next.pop(0) if found.next else found.usual
                    if callable(does):
                        does(line, over)
                        return
                    line.sendall(does)
            except OSError:
                return

    def accept() -> None:
        while not over.is_set():
            try:
                line, _address = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield found
    finally:
        over.set()
        listening.close()


def hang(line: socket.socket, over: threading.Event) -> None:
    """Say nothing."""
    over.wait(30)


def drip(line: socket.socket, over: threading.Event) -> None:
    """A byte at a time: no single wait is long, all of them are."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not over.wait(0.05):
        line.sendall(b"x")


def drip_headers(line: socket.socket, over: threading.Event) -> None:
    """The same, before there is an answer at all."""
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.05):
        line.sendall(b"X")


def close(line: socket.socket, over: threading.Event) -> None:
    """Hang up without a word."""


def short(line: socket.socket, over: threading.Event) -> None:
    """Say a length, and send less."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")


def huge_headers(line: socket.socket, over: threading.Event) -> None:
    """Headers without end."""
    line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Much: " + b"a" * 300_000 + b"\r\n\r\n")


def endless(line: socket.socket, over: threading.Event) -> None:
    """A body without end."""
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not over.is_set():
        line.sendall(b"x" * 65_536)


def nonsense(line: socket.socket, over: threading.Event) -> None:
    """What is no HTTP."""
    line.sendall(b"220 mail.example.org ESMTP\r\n")
