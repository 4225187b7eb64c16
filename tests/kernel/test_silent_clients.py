"""A hundred clients that fall silent hold nobody up, and are hung up on; shown on the web server itself."""

import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from parvis.kernel.arriving import ARRIVING, FETCHING
from parvis.kernel.hanging_up import hang_up
from tests.environment import ROOT
from tests.waiting import until

HALF = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf of it"
BIG = b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    told = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kernel.silent_service", str(number), str(tmp_path)],
        cwd=ROOT, stdout=told, stderr=told,
    )  # fmt: skip
    try:
        until(lambda: process.poll() is not None or _answers(number), 60, what="for the service")
        yield number
    finally:
        process.terminate()
        process.wait(30)
        told.close()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").is_success
    except httpx.HTTPError:
        return False


def _fallen_silent(port: int, said: bytes) -> socket.socket:
    client = socket.socket()
    if said == BIG:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(("127.0.0.1", port))
    client.sendall(said)
    client.setblocking(False)
    return client


def _is_over(client: socket.socket) -> bool:
    """Whether the other side has ended the connection, whatever came of it before."""
    try:
        while client.recv(65_536):
            continue
        return True
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def _took(act: Callable[[], httpx.Response]) -> float:
    begun = time.monotonic()
    assert act().status_code == 200
    return time.monotonic() - begun


def test_a_hundred_silent_clients_hold_nobody_up(port: int):
    address = f"http://127.0.0.1:{port}"
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 400
    readers = [_fallen_silent(port, BIG) for _ in range(FETCHING)]
    senders = [_fallen_silent(port, HALF) for _ in range(ARRIVING - 6)]
    with httpx.Client(timeout=20) as visitor:
        # Both are answered while the silent ones are still there: nobody has been hung up on in so short a time.
        slowest = max(_took(lambda: visitor.get(address)), _took(lambda: visitor.post(address, content=b"whole")))
    assert slowest < 10, slowest
    senders += [_fallen_silent(port, HALF) for _ in range(60)]
    # Who only reads is answered also where no more can arrive; who sends is told when to come back.
    assert _took(lambda: httpx.get(address, timeout=20)) < 10
    until(lambda: all(_is_over(one) for one in senders), 60, what="for silent senders to be hung up on")
    # Of a silent reader nothing is read here, so that it stays one.
    until(lambda: httpx.get(f"{address}/big", timeout=20).status_code == 200, 60, what="for room to fetch a file")
    assert _took(lambda: httpx.post(address, content=b"whole", timeout=20)) < 10
    for one in readers + senders:
        one.close()


def test_who_talks_and_who_is_of_another_port_is_not_hung_up_on():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        outside = socket.create_connection(("127.0.0.1", port))
        inside, _ = server.accept()
        assert hang_up("127.0.0.1", port, 30) == 0
        assert hang_up("127.0.0.2", port, 0) == 0
        assert hang_up("127.0.0.1", outside.getsockname()[1] + 1, 0) == 0
        outside.sendall(b"still there")
        assert inside.recv(20) == b"still there"
        # Written as an address of IPv6 it is the same client.
        until(lambda: hang_up("::ffff:127.0.0.1", port, 0.05) == 1, what="for it to have been silent so long")
        assert outside.recv(1) == b""
        outside.close()
        inside.close()
