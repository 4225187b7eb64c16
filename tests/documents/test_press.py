"""The press: Typst and pyHanko in a process of its own, which comes when needed and goes when not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from parvis.documents.data import PressFailed, RenderingFailed
from parvis.documents.domain import keys, pressing
from parvis.kernel import processes
from tests.documents import samples
from tests.documents.reading import signature
from tests.documents.test_rendering import make
from tests.environment import ROOT
from tests.waiting import until


@pytest.fixture
def press(monkeypatch):
    """A press of the test's own: what the others use stays as it is."""
    own = pressing.Press()
    monkeypatch.setattr(pressing, "press", own)
    yield own
    own.stop()


def sealed(press: pressing.Press, pdf: bytes) -> bytes:
    return press.seal(pdf, keys.of(samples.ISSUER), organisation="Ville", readable_name="Cachet", reason="Arrêté")


def test_one_process_does_them_all_and_leaves_nothing_of_them_here(press):
    pdf = make()
    first = press.pid
    assert signature(sealed(press, pdf)).intact
    assert press.pid == first
    loaded = {Path(line.split()[-1]).name for line in Path(f"/proc/{first}/maps").read_text().splitlines()}
    assert any(name.startswith("_typst") for name in loaded)


def test_it_loads_no_more_than_it_needs():
    """What makes it small: without Django, pydantic, or the rest of Parvis."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import typst, pyhanko.sign.signers\n"
        "from parvis.documents.domain import keys, sealing, typesetting\n"
        "heavy = {'django', 'pydantic', 'psycopg', 'procrastinate'}\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules} & heavy))\n"
        "print(*sorted(name for name in sys.modules if name.startswith('parvis.')))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, ROOT / "src"], capture_output=True, text=True, check=True)
    strangers, ours = done.stdout.split("\n")[:2]
    assert strangers == ""
    assert {name for name in ours.split() if not name.startswith("parvis.documents")} == set()
    assert "parvis.documents.data" not in ours.split()


def test_it_has_no_secret_of_ours(press, monkeypatch):
    monkeypatch.setenv("PARVIS_SECRET_KEY", "very secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("SOFTHSM2_CONF", "/kept/for/the/key/store")
    make()
    environment = Path(f"/proc/{press.pid}/environ").read_bytes()
    assert b"very secret" not in environment
    assert b"postgres:" not in environment
    assert b"/kept/for/the/key/store" in environment


def test_killed_it_is_replaced(press):
    pdf = make()
    first = press.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: not processes.alive(first))
    assert make() == pdf
    assert press.pid not in (first, None)


def test_killed_twice_over_one_document_it_fails_for_the_retry(press, monkeypatch):
    started = press._running

    def dies():
        control = started()
        os.kill(press._process.pid, signal.SIGKILL)
        return control

    monkeypatch.setattr(press, "_running", dies)
    with pytest.raises(PressFailed, match="twice"):
        make()
    assert press.pid is None


def test_one_that_says_nothing_is_ended(press, monkeypatch):
    press.patience = 0.0
    with pytest.raises(PressFailed, match="said nothing"):
        make()
    assert press.pid is None


def test_a_failure_of_one_document_leaves_it_to_the_next(press, settings, tmp_path):
    make()
    first = press.pid
    with pytest.raises(RenderingFailed, match=r"^order\.typ: "):
        press.typeset("order.typ", {"verification": None}, samples.AT, fonts=str(settings.PARVIS_DOCUMENT_FONTS))
    with pytest.raises(PressFailed, match="Error"):
        sealed(press, b"no PDF")
    make()
    assert press.pid == first


def test_with_nothing_to_do_it_ends_and_comes_back(press):
    press.idle = 0.2
    pdf = make()
    until(lambda: press.pid is None)
    assert make() == pdf


def test_it_ends_with_its_worker():
    """However that dies: killed in its sleep here."""
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from parvis.documents.domain.pressing import press\n"
        "press._running(); print(press.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, ROOT / "src", ROOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        child = int(worker.stdout.readline())
        assert processes.alive(child)
        worker.kill()
    until(lambda: not processes.alive(child))
