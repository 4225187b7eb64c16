"""The bench's own parts: what it counts, and that its table can be drawn. No figure is asserted."""

import io
import json
import os
import subprocess
import sys

import httpx
import pytest
from rich.console import Console

from bench import meters, report
from tests.environment import ROOT
from tests.visitor import LocalTransport, Visitor


@pytest.mark.parametrize(
    ("statement", "apart"),
    [
        ("BEGIN", True),
        ("COMMIT", True),
        ("select set_config($1, $2, true), set_config($3, $4, true)", True),
        ("SAVEPOINT s1", False),
        ("SELECT 1", False),
        ("update cases_draft set answers = $1", False),
    ],
)
def test_what_opens_a_transaction_or_the_walls_is_counted_apart(statement, apart):
    assert bool(meters.APART.match(statement)) is apart


def test_a_process_is_measured_with_its_descendants():
    words = "import sys; print(sum(i % 7 for i in range(3_000_000)), flush=True); sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in meters.tree(os.getpid())
        assert meters.cpu_seconds([child.pid]) > 0.01
        assert meters.pss_megabytes(child.pid) > 1
    finally:
        child.communicate()
    assert meters.cpu_seconds([child.pid]) == 0


def test_the_table_is_drawn_from_the_results_that_are_kept():
    result = json.loads((ROOT / "bench" / "results" / "latest.json").read_text())
    console = Console(width=200, record=True, file=io.StringIO())
    report.console, before = console, report.console
    try:
        report.show(result)
    finally:
        report.console = before
    said = console.export_text()
    assert f"{result['small']['warm']['statements']} (+ {result['small']['warm']['apart']})" in said
    assert len(result["small"]["per_request"]) in (12, 13)  # 13 before the first page was reached without a detour


def test_a_visitor_keeps_the_cookies_of_the_host_that_it_asked_for(monkeypatch):
    asked = []

    def handle(self, request):
        asked.append((request.url.host, request.headers["host"], request.headers.get("cookie", "")))
        headers = {"set-cookie": "key=1; Path=/; HttpOnly"}
        return httpx.Response(200, headers=headers, text="")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    visitor = Visitor("http://dunkerque.localhost:8000", client=httpx.Client(transport=LocalTransport()))
    visitor.get("/")
    visitor.get("/")
    here = ("127.0.0.1", "dunkerque.localhost:8000")
    assert asked == [(*here, ""), (*here, "key=1")]
    assert visitor.page is not None
    assert visitor.page.url.host == "dunkerque.localhost"
