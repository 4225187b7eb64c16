"""Sending what is due: claimed, sent by threads that touch no database, written down.

Invariants: of one case nothing is sent before what came before it was delivered or given up; what a worker has claimed
is claimed again once it is believed dead (at least once, never less); no transaction is open while a receiver is waited
for. One job at a time, whatever the number of workers: receivers that hang take one place of theirs, not all.
"""

import datetime as dt
import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from django.conf import settings
from django.db import connection

from parvis.identity.api import unsealed
from parvis.kernel import clock, http, jobs
from parvis.kernel.reach import Reach, acting
from parvis.territory.api import sites
from parvis.webhooks.data import Failure, Result, Told
from parvis.webhooks.domain import noting, payloads, retrying, signing
from parvis.webhooks.domain.sending import SEND, send
from parvis.webhooks.models import Delivery

REACH = Reach(actor="webhooks")
#: seconds of one try, from the first packet to the last byte
SECONDS = 15.0
#: a claim of a worker that did not come back
CLAIM = dt.timedelta(seconds=60)
#: tries under way at once: in all, and to one endpoint
AT_ONCE, EACH = 32, 16
#: seconds in which others may end with the first one
GATHER = 0.005
#: seconds after which a job leaves the rest to the next one, so that others have their turn
TURN = 20.0
#: bytes of an answer that are read
_READ = 4_096
_EXCERPT = 500
#: what comes due within so long is waited for by a job of its own; the timer finds the rest
_SOON = dt.timedelta(seconds=60)

_CLAIM = """
    update webhooks_delivery d set claimed_until = %(until)s, tries = d.tries + 1
    from webhooks_endpoint e
    where e.id = d.endpoint_id and d.id = any(array(
      select due.id from webhooks_endpoint e cross join lateral (
        select d.id from webhooks_delivery d
        where d.endpoint_id = e.id and d.state = 'waiting' and d.next_at <= %(now)s
          and (d.claimed_until is null or d.claimed_until <= %(now)s)
          and (d.kind = 'ping' or (e.state = 'live' and (e.hold_until is null or e.hold_until <= %(now)s)))
          and not exists (select from webhooks_delivery b where b.endpoint_id = d.endpoint_id
            and b.case_id = d.case_id and b.state = 'waiting' and b.id < d.id)
        order by d.next_at, d.id
        limit greatest(0, case when e.failures >= %(sore)s then 1 else %(each)s end
          - coalesce((%(busy)s::jsonb ->> e.id::text)::int, 0))
        for update of d skip locked) due
      limit %(most)s))
    returning d.id, d.endpoint_id, d.organisation_id, d.wall_id, d.case_id, d.event_id, d.kind, d.procedure, d.version,
      d.audience, d.at, d.tries, e.url, e.secret, e.former, e.former_until
"""
_COLUMNS = (
    "id", "endpoint_id", "organisation_id", "wall_id", "case_id", "event_id", "kind", "procedure", "version",
    "audience", "at", "tries",
)  # fmt: skip
_SOONEST = """
    select min(greatest(d.next_at, e.hold_until, d.claimed_until)) from webhooks_endpoint e cross join lateral (
      select d.next_at, d.claimed_until from webhooks_delivery d
      where d.endpoint_id = e.id and d.state = 'waiting' and not exists (select from webhooks_delivery b
        where b.endpoint_id = d.endpoint_id and b.case_id = d.case_id and b.state = 'waiting' and b.id < d.id)
      order by d.next_at limit 1) d where e.state = 'live'
"""


def run() -> None:
    """Send what is due until nothing is, or until the turn is over."""
    with acting(REACH), connection.cursor() as cursor:
        # Jobs that were asked for until now: what they would send is seen from here on.
        cursor.execute(
            "delete from procrastinate_jobs where task_name = %s and status = 'todo' and scheduled_at is null",
            [SEND],
        )
    more = turn(seconds=TURN)
    with acting(REACH):
        after(more=more)


def turn(*, seconds: float, exchange: Callable[[http.Client, Told], Result] | None = None) -> bool:
    """Send for at most so long (and until what is under way has ended); whether something due was left."""
    over = time.monotonic() + seconds
    said = exchange or attempt
    under_way: dict[Future[Result], uuid.UUID] = {}
    with (
        http.Client(allowed=settings.PARVIS_OUTGOING_ALLOWED, connections=AT_ONCE) as client,
        ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhooks") as threads,
    ):
        results: list[Result] = []
        while True:
            more = time.monotonic() < over
            if more or results:
                for told in _settled(results, AT_ONCE - len(under_way) if more else 0, Counter(under_way.values())):
                    under_way[threads.submit(said, client, told)] = told.endpoint_id
            if not under_way:
                break
            wait(under_way, return_when=FIRST_COMPLETED)
            # those that answer together are written down together
            done = wait(under_way, timeout=GATHER).done
            for one in done:
                del under_way[one]
            results = [one.result() for one in done]
    return time.monotonic() >= over


def _settled(results: Sequence[Result], room: int, busy: Counter[uuid.UUID]) -> list[Told]:
    """Write down what came of tries, and claim what is due, in one transaction: a crash of the database that loses it
    has the same sent again, so that none waits for its disk.
    """
    with acting(REACH):
        with connection.cursor() as cursor:
            cursor.execute("set local synchronous_commit to off")
        if results:
            noting.note(results)
        return claim(room, busy) if room else []


def claim(most: int, busy: Counter[uuid.UUID]) -> list[Told]:
    """Claim what is due, at most so many. busy: how many of each endpoint are under way. One statement."""
    now = clock.now()
    values: dict[str, Any] = {
        "now": now,
        "until": now + CLAIM,
        "sore": retrying.SORE,
        "each": EACH,
        "most": most,
        "busy": json.dumps({str(ident): number for ident, number in busy.items()}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        rows = cursor.fetchall()
    opened: dict[str, str | None] = {}
    found = []
    for row in sorted(rows):
        *columns, url, secret, former, former_until = row
        sealed = [secret, former] if former and former_until and former_until > now else [secret]
        for one in sealed:
            opened.setdefault(one, unsealed(one))
        secrets = tuple(key for key in map(opened.get, sealed) if key)
        found.append(_told(columns, url, secrets))
    return found


def _told(columns: Sequence[Any], url: str, secrets: tuple[str, ...]) -> Told:
    values = dict(zip(_COLUMNS, columns, strict=True))
    return Told(**values, url=url, secrets=secrets, base=_base(values["organisation_id"]))


def told_of(row: Delivery) -> Told:
    """A delivery as it is told, without who is told or what signs: for a screen."""
    return _told([getattr(row, name) for name in _COLUMNS], "", ())


def _base(organisation_id: uuid.UUID) -> str:
    """The address of the site whose API a token of the organisation calls."""
    try:
        site = sites.of(organisation_id)
    except sites.UnknownSite:
        site = sites.territory()
    return sites.url(site, "/").rstrip("/")


def attempt(client: http.Client, told: Told) -> Result:
    """One try: no database, whatever happens is a result."""
    at, started = clock.now(), time.monotonic()
    if not told.secrets:
        return Result(told, at, 0, None, Failure.SECRET)
    body = payloads.body(told)
    sent = {
        "Content-Type": "application/json",
        "User-Agent": "Parvis-Webhooks/1",
        **signing.headers(told.secrets, payloads.message_id(told.event_id), int(at.timestamp()), body),
    }
    try:
        answer = client.post(told.url, body, headers=sent, seconds=SECONDS, largest=_READ)
    except http.Unreachable as error:
        return Result(told, at, _since(started), None, error.kind)
    asked = retrying.asked(answer.headers.get("retry-after", ""))
    return Result(told, at, _since(started), answer.status, excerpt=excerpt(answer.body), retry_after=asked)


def excerpt(body: bytes) -> str:
    """How an answer begins, as a screen shows it."""
    text = body.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_EXCERPT].strip()


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def after(*, more: bool) -> None:
    """Have what is left, or comes due soon, sent by another job. Within `acting`."""
    if more:
        jobs.defer(send, queueing_lock="webhooks:more")
        return
    soonest = next_due()
    now = clock.now()
    if soonest is not None and soonest <= now + _SOON:
        jobs.defer(send, queueing_lock="webhooks:soon", delay=max(soonest - now, dt.timedelta(seconds=1)))


def next_due() -> dt.datetime | None:
    """When the next delivery comes due; None with none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SOONEST)
        found: dt.datetime | None = cursor.fetchone()[0]
    return found


__all__ = ["REACH", "attempt", "claim", "excerpt", "next_due", "run", "told_of", "turn"]
