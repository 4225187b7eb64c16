"""Webhooks to a receiver on this machine, one in ten refused: `python -m bench.webhooks_runs OWNER N`. Prints JSON.

The receiver is a process of its own. Bare posts: the same client, bodies, threads and answers, without database,
claims, signatures and records.
"""

import asyncio
import json
import multiprocessing
import os
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

import django

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import override_settings  # noqa: E402

from parvis.access.api import wall_for  # noqa: E402
from parvis.identity.api import seal  # noqa: E402
from parvis.kernel import clock, http  # noqa: E402
from parvis.territory.api import organisations  # noqa: E402
from parvis.territory.data import Sphere  # noqa: E402
from parvis.webhooks.data import Told  # noqa: E402
from parvis.webhooks.domain import payloads, signing, turning  # noqa: E402

#: of ten answers, so many are 500
FAILING = 1
PER_CASE = 5


class _Receiver(asyncio.Protocol):
    """Reads requests of a known form one after the other, and refuses one in ten by its count."""

    count = 0

    def connection_made(self, transport: Any) -> None:
        self._line, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
            if len(self._read) < end + 4 + length:
                return
            self._read = self._read[end + 4 + length :]
            _Receiver.count += 1
            words = b"500 No" if _Receiver.count % 10 < FAILING else b"200 OK"
            self._line.write(b"HTTP/1.1 " + words + b"\r\nContent-Length: 2\r\n\r\nok")


def _serve(told: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(_Receiver, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def seed(owner: str, url: str, number: int) -> None:
    """An endpoint, and so many deliveries of cases with five events each."""
    town = organisations.by_insee("59183")
    assert town is not None
    wall, endpoint, now = wall_for(town.id, Sphere.GENERAL), uuid.uuid4(), clock.now()
    with psycopg.connect(owner, autocommit=True) as database:
        database.execute("delete from webhooks_endpoint")
        database.execute(
            "insert into webhooks_endpoint (id, organisation_id, name, url, walls, case_types, kinds, secret, former,"
            " created_at, state, failures) values (%s, %s, 'bench', %s, %s, '{}', '{}', %s, '', %s, 'live', 0)",
            [endpoint, town.id, url, [wall], seal(signing.new_secret()), now],
        )
        database.execute(
            "insert into webhooks_delivery (endpoint_id, organisation_id, wall_id, case_id, event_id, kind, procedure,"
            " version, audience, at, added_at, state, tries, next_at) select %s, %s, %s, c.id, gen_random_uuid(),"
            " 'moved', 'bench', n, 'all', %s, %s, 'waiting', 0, %s"
            " from (select gen_random_uuid() id from generate_series(1, %s)) c, generate_series(1, %s) n",
            [endpoint, town.id, wall, now, now, now, number // PER_CASE, PER_CASE],
        )
        database.execute("analyze webhooks_delivery")


def bare(url: str, number: int, threads: int) -> float:
    """Seconds for as many posts of the same length, by as many threads and the same client."""
    body = b"x" * 520
    headers = {"Content-Type": "application/json", **signing.headers((signing.new_secret(),), "msg_0", 0, body)}
    with http.Client(allowed=settings.PARVIS_OUTGOING_ALLOWED) as client, ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        for _ in pool.map(lambda _: client.post(url, body, headers=headers, seconds=15), range(number)):
            pass
        return time.perf_counter() - begun


def measure(owner: str, number: int) -> dict[str, Any]:
    """Bare posts, webhooks, bare posts again: neighbours slow all of them."""
    ours, theirs = multiprocessing.Pipe()
    receiver = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    receiver.start()
    port = ours.recv()
    url = f"http://127.0.0.1:{port}/hook"
    try:
        with override_settings(PARVIS_OUTGOING_ALLOWED=frozenset({f"127.0.0.1:{port}"})):
            seed(owner, url, number)
            before = bare(url, number, turning.EACH)
            cpu, begun = time.process_time(), time.perf_counter()
            turning.turn(seconds=600)
            seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
            floor = (before + bare(url, number, turning.EACH)) / 2
    finally:
        receiver.terminate()
    with psycopg.connect(owner) as database:
        row = database.execute(
            "select count(*) filter (where state = 'delivered'), (select count(*) from webhooks_attempt),"
            " (select count(*) from webhooks_attempt where status = 500) from webhooks_delivery"
        ).fetchone()
        database.execute("delete from webhooks_endpoint")
    assert row is not None
    delivered, tries, failed = row
    return {
        "deliveries": number,
        "tries": tries,
        "failed": failed,
        "delivered": delivered,
        "seconds": round(seconds, 2),
        "delivered_per_s": round(delivered / seconds),
        "tries_per_s": round(tries / seconds),
        "cpu_ms_per_try": round(cpu * 1000 / tries, 2),
        "bare_per_s": round(number / floor),
        "times_bare": round((seconds / tries) / (floor / number), 1),
        "bytes": len(payloads.body(_sample())),
    }


def _sample() -> Any:
    one = uuid.uuid4()
    return Told(1, one, one, one, one, one, "moved", "bench", 1, "all", clock.now(), 1, "", (), "https://example.org")


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
