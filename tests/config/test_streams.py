"""Endless bodies against the web server as it runs: refused early, in constant memory; silent ones starve nobody."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import connection

from parvis.kernel import postgres
from tests.conftest import _as_owner
from tests.environment import ROOT
from tests.factories.territory import territory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "dunkerque.localhost"
UPLOAD = "/brouillons/01900000-0000-7000-8000-000000000000/page/papers/fichiers/"
TWO_GIGABYTES = 2 << 30
PIECE = bytes(1 << 18)


class Web:
    """`parvis web` on the test's database. memory: bytes of its worker."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def get(self, path: str) -> bytes:
        with closing(self.connect()) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            return _answer(line)

    @property
    def memory(self) -> int:
        pid = self.process.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in workers) * 4_096

    def ready(self) -> bool:
        assert self.process.poll() is None
        try:
            return b" 200 " in self.get("/healthz")[:20]
        except OSError:
            return False


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[Web]:
    with _as_owner():
        territory()
    found = connection.settings_dict
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{postgres.APPLICATION}@/{found['NAME']}?host={found['HOST']}&port={found['PORT']}",
        "PARVIS_VAR": str(tmp_path),
        "PARVIS_WEB_WORKERS": "1",
        "PARVIS_HOST": f"localhost:{port}",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
        "PARVIS_DEMO": "1",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "parvis.config.web"], env=environment, stdout=log, stderr=log)
        try:
            made = Web(process, port)
            until(made.ready, 60, what=(tmp_path / "log").read_text()[-2_000:])
            yield made
        finally:
            process.terminate()
            process.wait(30)


def _answer(line: socket.socket) -> bytes:
    held = b""
    while b"\r\n\r\n" not in held and (more := line.recv(65_536)):
        held += more
    return held


def _stream(web: Web, head: str, *, chunked: bool, most: int = TWO_GIGABYTES) -> tuple[bytes, int]:
    """Send pieces until the server has enough; what it answers, and how many bytes went."""
    piece = f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n" if chunked else PIECE
    sent = 0
    with closing(web.connect()) as line:
        line.sendall(f"POST {UPLOAD} HTTP/1.1\r\nHost: {HOST}\r\n{head}\r\n\r\n".encode())
        try:
            while sent < most:
                line.sendall(piece)
                sent += len(PIECE)
            return _answer(line), sent
        except (BrokenPipeError, ConnectionResetError):
            try:
                return _answer(line), sent
            except ConnectionResetError:
                return b"", sent  # it hung up on what it had refused


def test_two_gigabytes_are_refused_early_whatever_their_length_says(web: Web):
    web.get("/")
    before = web.memory
    for head, chunked, status in (
        (f"Content-Length: {TWO_GIGABYTES}", False, b" 413 "),
        ("Transfer-Encoding: chunked", True, b" 411 "),
    ):
        answer, sent = _stream(web, head, chunked=chunked)
        assert sent < 60_000_000
        assert status in answer[:20] or answer == b""
        with closing(web.connect()) as line:
            line.sendall(f"POST {UPLOAD} HTTP/1.1\r\nHost: {HOST}\r\n{head}\r\n\r\n".encode())
            assert status in _answer(line)[:20]  # said before the first byte came
    assert web.memory - before < 40_000_000


def test_a_hundred_megabytes_come_in_in_constant_memory_and_leave_nothing(web: Web, tmp_path: Path):
    web.get("/")
    before = web.memory
    answer, sent = _stream(web, f"Content-Length: {400 * len(PIECE)}", chunked=False, most=400 * len(PIECE))
    assert (sent, answer[:13]) == (400 * len(PIECE), b"HTTP/1.1 403 ")  # no token of ours: forged
    assert web.memory - before < 40_000_000
    assert not list((tmp_path / "incoming").iterdir())


def test_silent_uploads_starve_nobody(web: Web):
    with ExitStack() as stack:
        for _ in range(12):
            line = stack.enter_context(closing(web.connect()))
            line.sendall(f"POST {UPLOAD} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nx".encode())
        assert b" 200 " in web.get("/")[:20]
        assert b" 200 " in web.get("/healthz")[:20]
