"""The confined process itself: its server, its limits, its end."""

import io
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from parvis.files.data import FileRefused, FilesBusy, Inspected, Reason
from parvis.files.domain import confined_server, confining
from parvis.kernel import processes
from tests.factories import attached
from tests.waiting import until

BOTH = frozenset({"picture", "pdf"})


@contextmanager
def fresh_server(monkeypatch, **options):
    server = confined_server.ConfinedServer(**options)
    monkeypatch.setattr(confining, "server", server)
    yield server
    server.stop()


def judge(folder: Path, data: bytes | None = None) -> Inspected:
    source = folder / "one"
    source.write_bytes(attached.picture() if data is None else data)
    return confining.inspect(source, kinds=BOTH, out=folder / "made")


def _folder(parent: Path, number: int) -> Path:
    (made := parent / f"{number}").mkdir()
    return made


class TestTheProcess:
    def test_it_knows_no_secret(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PARVIS_SECRET_KEY", "very secret")
        with fresh_server(monkeypatch) as server:
            judge(tmp_path)
            assert Path(f"/proc/{server.pid}/environ").read_bytes() == b"LC_ALL=C.UTF-8\0"
            assert Path(f"/proc/{server.pid}/cwd").readlink() == Path("/")

    def test_it_has_nothing_of_ours_open(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch) as server, (tmp_path / "ours").open("wb"):
            judge(tmp_path)
            kinds = [str(one.readlink()).split(":")[0] for one in Path(f"/proc/{server.pid}/fd").iterdir()]
            assert sorted(kinds) == ["/dev/null"] * 3 + ["pipe"] * 2 + ["socket"]

    def test_one_server_for_many_files_without_a_thread_or_a_leak(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch) as server:
            judge(tmp_path)
            first = server.pid
            with ThreadPoolExecutor(4) as threads:
                list(threads.map(judge, [_folder(tmp_path, n) for n in range(8)]))
            assert server.pid == first
            assert len(list(Path(f"/proc/{first}/task").iterdir())) == 1
            assert Path(f"/proc/{first}/task/{first}/children").read_text() == ""
            assert len(list(Path(f"/proc/{first}/fd").iterdir())) == 6

    def test_killed_it_is_replaced_and_the_file_is_looked_into(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch) as server:
            judge(tmp_path)
            first = server.pid
            os.kill(first, signal.SIGKILL)
            assert judge(tmp_path).media_type == "image/jpeg"
            assert server.pid not in (first, None)

    def test_killed_in_the_middle_of_a_file(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch) as server:
            judge(tmp_path)
            first = server.pid
            large = attached.picture((6_000, 6_000), "PNG")
            with ThreadPoolExecutor(1) as thread:
                going = thread.submit(judge, tmp_path, large)
                children = Path(f"/proc/{first}/task/{first}/children")
                until(children.read_text)
                [child] = children.read_text().split()
                os.kill(first, signal.SIGKILL)
                assert going.result().media_type == "image/png"
            assert not processes.alive(int(child))

    def test_with_nothing_to_do_it_ends_and_comes_back(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch, idle=0.05) as server:
            judge(tmp_path)
            until(lambda: server.pid is None)
            assert judge(tmp_path).media_type == "image/jpeg"

    def test_it_ends_with_the_process_that_asked(self, tmp_path):
        code = (
            "import os, sys; from parvis.files.domain.confined_server import ConfinedServer; s = ConfinedServer();"
            "s.run({'task': 'none', 'memory': 1 << 31, 'seconds': 5, 'largest': 1}, patience=5);"
            "print(s.pid, flush=True); os.kill(os.getpid(), 9)"
        )
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert said.returncode == -9
        until(lambda: not processes.alive(int(said.stdout)))

    def test_that_cannot_be_started_is_no_fault_of_the_file(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch):
            monkeypatch.setattr(confined_server, "_PROGRAM", tmp_path / "nothing")
            with pytest.raises(FilesBusy):
                judge(tmp_path)

    def test_no_network_where_the_kernel_lets_us(self, tmp_path, monkeypatch):
        with fresh_server(monkeypatch) as server:
            judge(tmp_path)
            may = subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True).returncode == 0
            apart = os.readlink(f"/proc/{server.pid}/ns/net") != os.readlink("/proc/self/ns/net")
            assert apart == may
            assert "NoNewPrivs:\t1" in Path(f"/proc/{server.pid}/status").read_text()

    def test_heavy_libraries_stay_out_of_the_web_worker(self):
        code = (
            "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'parvis.config.settings'; django.setup();"
            "import parvis.config.urls;"
            "print([name for name in ('pikepdf', 'pypdfium2', 'pillow_heif') if name in sys.modules])"
        )
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert said.stdout.strip() == "[]"

    def test_out_of_time(self, tmp_path, monkeypatch):
        monkeypatch.setattr(confining, "PATIENCE", 0.01)
        source = tmp_path / "a"
        source.write_bytes(attached.picture((6_000, 6_000), "PNG"))
        with pytest.raises(FileRefused) as found:
            confining.inspect(source, kinds=BOTH, out=tmp_path / "out")
        assert found.value.reason == Reason.TOO_HEAVY

    def test_out_of_memory(self, tmp_path, monkeypatch):
        monkeypatch.setattr(confining, "MEMORY", 220_000_000)
        source = tmp_path / "a"
        source.write_bytes(attached.picture((6_000, 6_000), "PNG"))
        with pytest.raises(FileRefused) as found:
            confining.inspect(source, kinds=BOTH, out=tmp_path / "out")
        assert found.value.reason == Reason.TOO_HEAVY

    def test_a_page_is_drawn_and_turned(self, tmp_path):
        source = tmp_path / "a.pdf"
        source.write_bytes(attached.pdf(2))
        data, media_type = confining.draw(source, "application/pdf", page=2, turn=90, width=200)
        assert media_type == "image/jpeg"
        assert Image.open(io.BytesIO(data)).size == (200, 150)
        with pytest.raises(FileRefused) as found:
            confining.draw(source, "application/pdf", page=3)
        assert found.value.reason == Reason.NO_PAGE
        source.write_bytes(attached.picture((60, 40)))
        data, _ = confining.draw(source, "image/jpeg", turn=90)
        assert Image.open(io.BytesIO(data)).size == (40, 60)
