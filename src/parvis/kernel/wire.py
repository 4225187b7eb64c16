"""HTTP/1.1 as `kernel.http` sends it: to the address that was judged, within one deadline for all of an exchange.

Imported where something is sent: httpcore and its TLS settings cost 40 ms.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore
import httpx

from parvis.kernel.http import CONNECT, Answer, Target, Unreachable, outside

#: seconds that a connection may wait for its next request
_KEPT = 4.0
#: bytes and number of an answer's headers
_HEADERS = 32_768

_now = threading.local()


class _Inside(Exception):
    """The name of a host leads into a network of ours."""


def _left(most: float | None = None) -> float:
    """Seconds that are left of the exchange of this thread. Raises httpcore.TimeoutException."""
    left: float = _now.until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("no time left")
    return min(left, most) if most is not None else left


class _Stream(httpcore.NetworkStream):
    """A connection, each step of which gets what is left of the time."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # by pieces: a receiver that takes a byte at a time is cut off, too
        for place in range(0, len(buffer), 16_384):
            self._inner.write(buffer[place : place + 16_384], _left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(CONNECT)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Judging(httpcore.NetworkBackend):
    """Connects to the addresses of a name once each of them was judged."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = resolved(host, port)
        if not _now.allowed and not all(outside(one) for one in found):
            raise _Inside(host)
        for number, one in enumerate(found, 1):
            try:
                return _Stream(self._inner.connect_tcp(str(one), port, _left(CONNECT), socket_options=socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
        raise httpcore.ConnectError("no address")


def resolved(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The addresses of a host, at most four, within the time that is left: the resolver itself knows no limit.

    Raises httpcore.ConnectError, httpcore.TimeoutException.
    """
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        pass
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            found.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_left(CONNECT))
    if not found:
        raise httpcore.ConnectTimeout("the name of the host was not resolved in time")
    if isinstance(found[0], Exception):
        raise httpcore.ConnectError(str(found[0]))
    return [ipaddress.ip_address(address) for address in dict.fromkeys(str(one[4][0]) for one in found[0])][:4]


class Wire:
    """A pool of connections. A connection is of one (scheme, host, port), and of one judgement: it is never shared
    between those who may go anywhere and those who may not, for these have a `Client` of their own.
    """

    def __init__(self, connections: int) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=_KEPT,
            network_backend=_Judging(),
        )

    def close(self) -> None:
        self._pool.close()

    def send(
        self, method: str, target: Target, body: bytes, headers: Mapping[str, str], seconds: float, largest: int
    ) -> Answer:
        """As `http.Client.post` and `get` say."""
        _now.until, _now.allowed = time.monotonic() + seconds, target.allowed
        default = {"https": 443, "http": 80}[target.scheme] == target.port
        shown = f"[{target.host}]" if ":" in target.host else target.host
        sent: dict[bytes | str, bytes | str] = {
            "Host": shown if default else f"{shown}:{target.port}",
            "Accept-Encoding": "identity",
        }
        if method != "GET":
            sent["Content-Length"] = str(len(body))
        sent.update(headers)
        url = httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        )
        try:
            with self._pool.stream(
                method, url, headers=sent, content=body, extensions={"timeout": {"pool": seconds}}
            ) as response:
                if sum(len(name) + len(value) for name, value in response.headers) > _HEADERS:
                    raise Unreachable("its headers are too large", "protocol")
                return Answer(response.status, _bounded(response, largest), _plain(response.headers))
        except _Inside as error:
            raise Unreachable(f"{error} leads into a network that is not open to it", "address") from error
        except httpcore.TimeoutException as error:
            raise Unreachable(f"{type(error).__name__}: {error}", "timeout") from error
        except (httpcore.ProtocolError, httpcore.ReadError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}", "protocol") from error
        except (httpcore.NetworkError, httpcore.UnsupportedProtocol, OSError, UnicodeError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}", "connection") from error


def _bounded(response: httpcore.Response, largest: int) -> bytes:
    read = b""
    for chunk in response.iter_stream():
        read += chunk
        if len(read) >= largest:
            break
    return read[:largest]


def _plain(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
