"""The door for requests that leave: where it leads, and what bad receivers can do to it."""

import socket
import time
from ipaddress import ip_address

import pytest

from parvis.kernel import http, wire
from tests.webhooks import receivers
from tests.webhooks.receivers import Receiver, answer, receiver

INSIDE = (
    "127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 "
    "255.255.255.255 240.0.0.1 198.18.0.1 198.51.100.1 203.0.113.9 192.0.0.8 192.88.99.1 ::1 :: fe80::1 fec0::1 "
    "fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 "
    "64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe"
)
OUTSIDE = "1.1.1.1 8.8.8.8 172.32.0.1 193.168.1.1 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808"


@pytest.mark.parametrize("address", INSIDE.split())
def test_nothing_leads_inside(address):
    assert not http.outside(ip_address(address))
    shown = f"[{address}]" if ":" in address else address
    with pytest.raises(http.BadAddress) as refused:
        http.judge(f"https://{shown}/hook")
    assert refused.value.reason == "inside"


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_the_internet_is_open(address):
    assert http.outside(ip_address(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "scheme"),
        ("example.org", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.org:70/", "scheme"),
        ("http://example.org/", "scheme"),
        ("https://", "form"),
        ("https://user@example.org/", "secret"),
        ("https://user:word@example.org/", "secret"),
        ("https://8.8.8.8@127.0.0.1/", "secret"),
        ("https://example.org:0/", "form"),
        ("https://example.org:99999/", "form"),
        ("https://example.org\\@127.0.0.1/", "form"),
        ("https://exam ple.org/", "form"),
        ("https://example.org/\r\nX: y", "form"),
        ("https://ex\0ample.org/", "form"),
        ("https://-example.org/", "form"),
        ("https://example..org/", "form"),
        ("https://[::1", "form"),
        ("https://localhost/", "inside"),
        ("https://localhost./", "inside"),
        ("https://api.localhost/", "inside"),
        ("https://intranet/", "inside"),
        ("https://2130706433/", "inside"),
        ("https://" + "a" * 2_000 + ".org/", "form"),
    ],
)
def test_addresses_that_nobody_may_have_called(url, reason):
    with pytest.raises(http.BadAddress) as refused:
        http.judge(url)
    assert refused.value.reason == reason


def test_addresses_are_read_as_they_are_called():
    found = http.judge("HTTPS://Mairie.Exämple.FR:8443/a%20b?c=d#e")
    assert (found.scheme, found.host, found.port, found.path) == (
        "https",
        "mairie.xn--exmple-cua.fr",
        8443,
        "/a%20b?c=d",
    )
    assert not found.allowed
    assert http.judge("http://ged:81/", allowed={"ged:81"}).allowed
    with pytest.raises(http.BadAddress):
        http.judge("http://ged:82/", allowed={"ged:81"})


def send(found, *, seconds=2.0, largest=4_096, url=None, allowed=None):
    with http.Client(allowed=found.allowed if allowed is None else allowed) as client:
        return client.post(url or found.url, b'{"a":1}', headers={"X-Of": "ours"}, seconds=seconds, largest=largest)


def test_what_is_sent_and_what_comes_back():
    with receiver() as found:
        found.next = [answer(202, "reçu".encode(), b"Retry-After: 7\r\n")]
        said = send(found)
    assert (said.status, said.body.decode(), said.headers["retry-after"]) == (202, "reçu", "7")
    assert found.got[0].body == b'{"a":1}'
    assert found.got[0].headers["x-of"] == "ours"
    assert found.got[0].headers["host"] == f"127.0.0.1:{found.port}"


def test_a_connection_is_used_again():
    with receiver() as found, http.Client(allowed=found.allowed) as client:
        for _ in range(3):
            assert client.post(found.url, b"{}", headers={}, seconds=2).status == 200
        assert len(found.got) == 3


@pytest.mark.parametrize(
    ("does", "kind"),
    [
        (receivers.hang, "timeout"),
        (receivers.drip, "timeout"),
        (receivers.drip_headers, "timeout"),
        (receivers.close, "protocol"),
        (receivers.short, "protocol"),
        (receivers.huge_headers, "protocol"),
        (receivers.nonsense, "protocol"),
    ],
)
def test_bad_receivers(does, kind):
    started = time.monotonic()
    with receiver() as found, pytest.raises(http.Unreachable) as refused:
        found.usual = does
        send(found, seconds=0.4)
    assert refused.value.kind == kind
    assert time.monotonic() - started < 3


def test_a_body_without_end_is_cut():
    with receiver() as found:
        found.usual = receivers.endless
        assert len(send(found, largest=1_000).body) == 1_000


def test_no_redirect_is_followed():
    with receiver() as inside, receiver() as found:
        found.next = [answer(302, b"", b"Location: %s\r\n" % inside.url.encode())]
        assert send(found, allowed=found.allowed | inside.allowed).status == 302
        assert inside.got == []


def test_nobody_listens():
    with socket.socket() as held:  # bound and deaf: a port that was let go could be somebody else's by now
        held.bind(("127.0.0.1", 0))
        found = Receiver(port=held.getsockname()[1])
        with pytest.raises(http.Unreachable) as refused:
            send(found)
    assert refused.value.kind == "connection"


def test_a_name_that_leads_inside_is_not_called(monkeypatch):
    """Whatever the name server answers, and however often it changes its mind, the judged address is the called one."""
    asked = []

    def lying(host, port, **kwargs):
        asked.append(host)
        first = "8.8.8.8" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in (first, "127.0.0.1")]

    monkeypatch.setattr(wire.socket, "getaddrinfo", lying)
    with receiver() as found:
        for _ in range(2):
            with pytest.raises(http.Unreachable) as refused:
                send(found, url=f"https://rebinding.example.org:{found.port}/", allowed=())
            assert refused.value.kind == "address"
        assert found.got == []
    # once a connection: nothing is looked up between judging and calling
    assert asked == ["rebinding.example.org"] * 2


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch):
    from threading import Event

    over = Event()
    monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *args, **kwargs: over.wait(20))
    started = time.monotonic()
    with receiver() as found, pytest.raises(http.Unreachable) as refused:
        send(found, url="https://slow.example.org/", seconds=0.3)
    over.set()
    assert refused.value.kind == "timeout"
    assert time.monotonic() - started < 3
