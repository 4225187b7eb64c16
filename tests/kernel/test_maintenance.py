"""A closed service says so: to whatever is asked, in both languages, with a number, and only while it is closed."""

import http.client
import re
import socket

import pytest

from parvis.kernel import maintenance


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port, path="/", method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, body=body)
    answer = connection.getresponse()
    return answer, answer.read().decode()


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("POST", "/brouillons/x/"), ("GET", "/agents/?q=é".replace("é", "%C3%A9"))]
)
def test_every_page_is_answered_with_the_page(method, path):
    port = free_port()
    with maintenance.closed("127.0.0.1", port):
        answer, text = ask(port, path, method, body=b"x" * 100_000 if method == "POST" else None)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Le service est en maintenance" in text
    assert '<section lang="en">' in text
    assert answer.headers["X-Request-ID"] in text
    assert not re.search(r'(src|href)="[^"]', text), "nothing to fetch from a service that is closed"


def test_probes_read_it_as_not_ready_and_heads_get_no_body():
    port = free_port()
    with maintenance.closed("127.0.0.1", port):
        assert ask(port, "/healthz")[0].status == 503
        assert ask(port, "/", "HEAD")[1] == ""


def test_the_port_is_free_again_at_once():
    port = free_port()
    for _time in range(3):
        with maintenance.closed("127.0.0.1", port):
            ask(port)
    with pytest.raises(OSError):
        ask(port)


def test_a_taken_port_stops_nothing(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with maintenance.closed("127.0.0.1", taken.getsockname()[1]):
            reached = True
    assert reached
    assert "not served" in capsys.readouterr().err


def test_a_reference_is_no_markup():
    assert b"<b>&lt;script&gt;</b>" in maintenance.page("<script>")
