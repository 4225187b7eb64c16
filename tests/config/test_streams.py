"""Endless bodies against the web server as it runs: refused early, in constant memory; silent ones starve nobody."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from parvis.files.domain.spooling import LARGEST_FILE
from parvis.kernel import postgres
from parvis.kernel.guard import LARGEST_UPLOAD
from tests.conftest import _as_owner
from tests.environment import ROOT
from tests.factories.territory import territory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "dunkerque.localhost"
UPLOAD = "/brouillons/01900000-0000-7000-8000-000000000000/page/papers/fichiers/"
TWO_GIGABYTES = 2 << 30
PIECE = bytes(1 << 18)
PARTS = "Content-Type: multipart/form-data; boundary=limit"
HEAD = b'--limit\r\nContent-Disposition: form-data; name="f-plan"; filename="plan.pdf"\r\n\r\n%PDF-1.7\n'
END = b"\r\n--limit--\r\n"


#: bytes that a flood may add to the peak of the worker's memory
SLACK = 40_000_000


class Web:
    """`parvis web` on the test's database, with what it takes of the machine while bodies come in, in bytes."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, var: Path) -> None:
        self.process = process
        self.port = port
        self.var = var
        self.scratch = 0
        """The most that lay under its folder of bytes on their way in, as `look` saw it."""

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def get(self, path: str) -> bytes:
        with closing(self.connect()) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            return _answer(line)

    def _workers(self) -> list[Path]:
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        assert found
        return [Path("/proc") / one for one in found]

    def measure(self) -> int:
        """Begin to measure: the memory of its worker now, from which `peak` counts on (proc(5): clear_refs)."""
        self.scratch = 0
        for worker in self._workers():
            (worker / "clear_refs").write_text("5")
        return self.peak

    @property
    def peak(self) -> int:
        """The most memory that its worker had since `measure`."""
        said = [re.search(r"VmHWM:\s+(\d+) kB", (worker / "status").read_text()) for worker in self._workers()]
        return sum(int(one[1]) for one in said if one) * 1_024

    def look(self) -> None:
        """See what lies under the folder of bytes on their way in, with and without a name."""
        folder = str(self.var / "incoming")
        lies: dict[int, int] = {}
        for path in [*(self.var / "incoming").glob("*"), *(fd for one in self._workers() for fd in one.glob("fd/*"))]:
            with suppress(FileNotFoundError):  # taken away meanwhile
                if path.is_symlink() and not str(path.readlink()).startswith(folder):
                    continue
                found = path.stat()
                if not path.is_dir():
                    lies[found.st_ino] = found.st_size
        self.scratch = max(self.scratch, sum(lies.values()))

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
            made = Web(process, port, tmp_path)
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


def _stream(
    web: Web, head: str, *, chunked: bool = False, most: int = TWO_GIGABYTES, first: bytes = b"", last: bytes = b""
) -> tuple[bytes, int]:
    """Send `first`, pieces until the server has enough, `last`; what it answers, and how many bytes of pieces went."""
    piece = f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n" if chunked else PIECE
    sent = 0
    with closing(web.connect()) as line:
        line.sendall(f"POST {UPLOAD} HTTP/1.1\r\nHost: {HOST}\r\n{head}\r\n\r\n".encode() + first)
        try:
            while sent < most:
                line.sendall(piece)
                sent += len(PIECE)
                web.look()
            line.sendall(last)
            return _hear(web, line), sent
        except (BrokenPipeError, ConnectionResetError):
            try:
                return _answer(line), sent
            except ConnectionResetError:
                return b"", sent  # it hung up on what it had refused


def test_two_gigabytes_are_refused_early_whatever_their_length_says(web: Web):
    web.get("/")
    before = web.measure()
    for head, chunked, status in (
        (f"Content-Length: {TWO_GIGABYTES}", False, b" 413 "),
        ("Transfer-Encoding: chunked", True, b" 411 "),
    ):
        answer, sent = _stream(web, f"{head}\r\n{PARTS}", chunked=chunked, first=b"" if chunked else HEAD)
        assert sent < 60_000_000
        assert status in answer[:20] or answer == b""
        with closing(web.connect()) as line:
            line.sendall(f"POST {UPLOAD} HTTP/1.1\r\nHost: {HOST}\r\n{head}\r\n\r\n".encode())
            assert status in _answer(line)[:20]  # said before the first byte came
    assert web.peak - before < SLACK
    assert web.scratch == 0, "what is refused by its length is not written"


def _hear(web: Web, line: socket.socket) -> bytes:
    """The answer; the folder is looked at until it comes."""
    line.setblocking(False)
    found: list[bytes] = []

    def heard() -> bool:
        web.look()
        try:
            found.append(line.recv(65_536))
        except BlockingIOError:
            return False
        return True

    until(heard, 60, what="for the answer")
    return found[0]


def test_a_file_beyond_its_limit_takes_neither_memory_nor_more_of_the_disk_and_leaves_nothing(web: Web):
    """As many bytes as one body may have, in one file: once on the disk as they come, then as many as a file may
    have, and none where it has more; nothing of it in memory.
    """
    web.get("/")
    before = web.measure()
    token = "a" * 32
    first = f'--limit\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'.encode() + HEAD
    pieces = 400 * len(PIECE)
    head = f"Content-Length: {len(first) + pieces + len(END)}\r\n{PARTS}\r\nCookie: {settings.CSRF_COOKIE_NAME}={token}"
    answer, sent = _stream(web, head, most=pieces, first=first, last=END)
    assert (sent, answer[:13]) == (pieces, b"HTTP/1.1 404 ")  # no draft of ours
    assert web.peak - before < SLACK
    assert pieces <= web.scratch <= LARGEST_UPLOAD + LARGEST_FILE
    web.scratch = 0
    web.look()
    assert web.scratch == 0
    assert not list((web.var / "incoming").iterdir())


def test_silent_uploads_starve_nobody(web: Web):
    with ExitStack() as stack:
        for _ in range(12):
            line = stack.enter_context(closing(web.connect()))
            line.sendall(f"POST {UPLOAD} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nx".encode())
        assert b" 200 " in web.get("/")[:20]
        assert b" 200 " in web.get("/healthz")[:20]
