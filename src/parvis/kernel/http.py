"""The door for requests that leave: where they may go, how long they may take, how much of an answer is read.

An address that people typed leads into no network of ours: its name is resolved once, every address of it is judged,
and the connection goes to the one that was judged (no second lookup to lie in). Hosts that the operator names
(`PARVIS_OUTGOING_ALLOWED`) may be anywhere, and may do without TLS. No redirect is followed, no proxy or secret is read
from the environment, and whatever the network does is one exception. The caller holds no transaction open meanwhile,
and decides what a failure means: nothing is retried here.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit

#: bytes of an answer that are read; the rest is let go
LARGEST_ANSWER = 65_536
#: seconds to connect, within those of the whole exchange
CONNECT = 5.0
#: characters of an address
LONGEST_URL = 2_000

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?")
#: of the registries of special addresses, taken for global by some versions of Python
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48")))
#: addresses that hold an IPv4 address in their last bits (RFC 6052)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """No answer. The request may have arrived, except where `kind` is "address".

    kind: "address" (it leads where none may go), "timeout", "connection", "protocol" (what came is no HTTP, or breaks
    off).
    """

    def __init__(self, words: str, kind: str = "connection") -> None:
        super().__init__(words)
        self.kind = kind


class BadAddress(ValueError):
    """An address that is none, or that nobody may have called. reason: "form", "scheme", "secret", "inside"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. headers: by their names in lower case, the last of each."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was judged by its form. host: in ASCII and lower case."""

    scheme: str
    host: str
    port: int
    path: str
    allowed: bool


def judge(url: str, *, allowed: Collection[str] = ()) -> Target:
    """Look at an address by its form alone: nothing is resolved. Raises BadAddress.

    allowed: hosts ("host" or "host:port") that may be inside our networks, and may be called without TLS.
    """
    if len(url) > LONGEST_URL or any(not letter.isprintable() or letter.isspace() for letter in url) or "\\" in url:
        raise BadAddress("form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadAddress("form") from error
    if parts.scheme not in ("http", "https"):
        raise BadAddress("scheme")
    if "@" in parts.netloc:
        raise BadAddress("secret")
    host = _ascii(parts.hostname or "")
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if port == 0:
        raise BadAddress("form")
    known = host in allowed or f"{host}:{port}" in allowed
    if parts.scheme == "http" and not known:
        raise BadAddress("scheme")
    literal = _literal(host)
    if literal is not None and not known and not outside(literal):
        raise BadAddress("inside")
    if literal is None and not known and ("." not in host.rstrip(".") or host.rstrip(".").endswith("localhost")):
        raise BadAddress("inside")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, known)


def _ascii(host: str) -> str:
    """A host as it is asked for. Raises BadAddress."""
    if _literal(host) is not None:
        return host
    try:
        found = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as error:
        raise BadAddress("form") from error
    if not _HOST.fullmatch(found) or len(found) > 253 or ".." in found:
        raise BadAddress("form")
    return found


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address lies in the public internet: not here, not in a private network, not a group of machines.

    One that holds an IPv4 address within (RFC 4291, 6052, 3056, 4380) is judged by that one too.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            return outside(address.ipv4_mapped)
        if address in _NAT64:
            return outside(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        held = [one for one in (address.sixtofour, *(address.teredo or ())) if one is not None]
        if address.is_site_local or not all(map(outside, held)):
            return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class Client:
    """Sends requests, and keeps the connections that answered well open for a few seconds. Threads may share one.

    allowed: as of `judge`; anywhere: the address is the operator's own, and leads where they say.
    """

    def __init__(self, *, allowed: Collection[str] = (), anywhere: bool = False, connections: int = 32) -> None:
        from parvis.kernel.wire import Wire  # loaded late: only workers send

        self._allowed = frozenset(allowed)
        self._anywhere = anywhere
        self._wire = Wire(connections)

    def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], seconds: float, largest: int = LARGEST_ANSWER
    ) -> Answer:
        """Send `body` and read at most `largest` bytes of the answer, in at most `seconds` for all of it.

        Raises Unreachable.
        """
        return self._wire.send("POST", self._target(url), body, headers, seconds, largest)

    def get(self, url: str, *, headers: Mapping[str, str], seconds: float, largest: int = LARGEST_ANSWER) -> Answer:
        """Ask for an address, as `post` sends. Raises Unreachable."""
        return self._wire.send("GET", self._target(url), b"", headers, seconds, largest)

    def _target(self, url: str) -> Target:
        try:
            host = urlsplit(url).hostname or ""
            return judge(url, allowed={host} if self._anywhere else self._allowed)
        except ValueError as error:
            raise Unreachable(f"{error}", "address") from error

    def close(self) -> None:
        """Close what is still open."""
        self._wire.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float) -> Answer:
    """Send `body` to an address of the operator's own, in at most `seconds`. Raises Unreachable."""
    with Client(anywhere=True, connections=1) as client:
        return client.post(url, body, headers=headers, seconds=seconds)
