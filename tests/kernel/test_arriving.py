"""Bodies on their way in: whole, cut, slow, silent; and how many requests are worked on at once."""

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, strategies as st

from parvis.kernel import arriving
from parvis.kernel.arriving import Arriving
from tests.waiting import until


class Network:
    """What a web server gives to read from. pieces: what comes, then nothing ever again, or the end."""

    def __init__(self, *pieces: bytes, ends: bool = True) -> None:
        self.pieces = list(pieces)
        self.ends = ends
        self.hung_up = threading.Event()

    def read(self, size: int = 1 << 20) -> bytes:
        if self.pieces:
            piece, self.pieces[0] = self.pieces[0][:size], self.pieces[0][size:]
            if not self.pieces[0]:
                self.pieces.pop(0)
            return piece
        if not self.ends:
            self.hung_up.wait(30)
        return b""


def call(application: Any, source: Any, length: object = "", path: str = "/", **more: str) -> tuple[str, bytes]:
    said: list[str] = []
    environ = {"wsgi.input": source, "CONTENT_LENGTH": str(length), "PATH_INFO": path, **more}
    body = b"".join(application(environ, lambda status, headers: said.append(status)))
    return said[0], body


def echo(environ: Any, start: Any) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


@pytest.fixture(autouse=True)
def _var(settings: Any, tmp_path: Any) -> None:
    settings.PARVIS_VAR = tmp_path


@given(pieces=st.lists(st.binary(min_size=1, max_size=300), max_size=6))
def test_every_body_comes_whole(pieces: list[bytes]):
    whole = b"".join(pieces)
    assert call(Arriving(echo), Network(*pieces), len(whole)) == ("200 OK", whole)


def test_a_large_one_waits_on_the_disk_without_a_name(tmp_path: Any):
    data = bytes(range(256)) * 4_000
    assert call(Arriving(echo), io.BytesIO(data), len(data)) == ("200 OK", data)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_no_more_than_its_length_is_read():
    assert call(Arriving(echo), Network(b"abcdef"), 3) == ("200 OK", b"abc")


def test_one_that_is_cut_never_gets_to_work():
    status, _ = call(Arriving(lambda *_: pytest.fail("it was worked on")), Network(b"abc"), 4)
    assert status.startswith("400")


def test_one_that_drips_is_given_up():
    class Drip:
        def read(self, size: int) -> bytes:
            threading.Event().wait(0.02)
            return b"x"

    status, _ = call(Arriving(echo, lost=0.1, slowest=1_000_000), Drip(), 2_000)
    assert status.startswith("408")


@pytest.mark.parametrize(
    ("length", "path"),
    [(2 << 30, "/brouillons/01900000-0000-7000-8000-000000000000/page/papers/"), (20_000_000, "/"), (20_000_000, "/?")],
)
def test_what_will_be_refused_is_not_waited_for(length: int, path: str):
    class Untouched:
        def read(self, size: int) -> bytes:
            pytest.fail("it was read")

    def work(environ: Any, start: Any) -> list[bytes]:
        start("413", [])
        return []

    assert call(Arriving(work), Untouched(), length, path)[0] == "413"


def test_a_page_that_takes_files_is_waited_for():
    assert arriving._takes_files("/brouillons/01900000-0000-7000-8000-000000000000/page/papers/")
    assert not arriving._takes_files("/brouillons/01900000-0000-7000-8000-000000000000/envoyer/")


def test_without_a_length_nothing_is_read():
    status, _ = call(Arriving(echo), None, HTTP_TRANSFER_ENCODING="chunked")
    assert status.startswith("411")


def test_a_full_disk_is_said(monkeypatch: Any):
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arriving.tempfile.SpooledTemporaryFile, "write", full)
    assert call(Arriving(echo), Network(b"abc"), 3)[0].startswith("507")


def test_nothing_large_is_written_where_little_room_is_left(monkeypatch: Any, tmp_path: Any):
    """The sender is read to the end and told in words; small bodies, the answers of forms, still pass."""
    monkeypatch.setattr(arriving, "_free", lambda: arriving.RESERVE + 300_000)
    small, large = b"x" * 300_000, b"x" * 300_001
    assert call(Arriving(echo), io.BytesIO(small), len(small)) == ("200 OK", small)
    written: list[int] = []
    monkeypatch.setattr(arriving.tempfile.SpooledTemporaryFile, "write", lambda _, data: written.append(len(data)))
    source = io.BytesIO(large)
    status, page = call(Arriving(echo), source, len(large), HTTP_ACCEPT="text/html")
    assert (status, source.tell(), written) == ("507 Insufficient Storage", len(large), [])
    assert "Ce que vous aviez enregistré est toujours là" in page.decode()
    said = call(Arriving(echo), io.BytesIO(large), len(large), HTTP_ACCEPT="application/json")[1]
    assert "La place manque" in json.loads(said)["error"]


def test_so_many_are_worked_on_at_once_and_silent_ones_hold_none_of_their_places():
    working, most, lock, go = 0, 0, threading.Lock(), threading.Event()

    def work(environ: Any, start: Any) -> list[bytes]:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        go.wait(10)
        with lock:
            working -= 1
        start("200 OK", [])
        return []

    application = Arriving(work, working=2)
    silent = [Network(ends=False) for _ in range(3)]
    with ThreadPoolExecutor(8) as threads:
        stuck = [threads.submit(call, application, one, 5) for one in silent]
        going = [threads.submit(call, application, Network()) for _ in range(4)]
        until(lambda: working == 2)
        go.set()
        assert [one.result()[0] for one in going] == ["200 OK"] * 4
        for one in silent:
            one.hung_up.set()
        assert {one.result()[0][:3] for one in stuck} == {"400"}
    assert most == 2
