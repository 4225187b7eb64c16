"""Writing down what came of tries: of each delivery, and of its endpoint."""

import datetime as dt
import random
import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from parvis.kernel import clock, jobs
from parvis.webhooks.data import Result, Standing, State
from parvis.webhooks.domain import retrying
from parvis.webhooks.domain.telling import tell_owner
from parvis.webhooks.models import Attempt, Endpoint
from parvis.webhooks.registry import PING

_SELDOM = dt.timedelta(seconds=30)
#: one statement for all of a batch; what was erased, or settled by another worker, is passed over
_DELIVERIES = """
    update webhooks_delivery d set state = found.state, next_at = coalesce(found.next_at, d.next_at),
      ended_at = found.ended_at, last_status = found.status, claimed_until = null
    from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::int[])
      as found(id, state, next_at, ended_at, status)
    where d.id = found.id and d.state = 'waiting'
    returning d.id
"""


def note(results: Sequence[Result]) -> None:
    """Keep what came of these tries: acts as "webhooks". Statements: two, and two for each endpoint that changed."""
    now = clock.now()
    rows = [_of_delivery(one, now) for one in results]
    columns: list[list[object]] = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES, columns)
        known = {ident for (ident,) in cursor.fetchall()}
    kept = [one for one in results if one.told.id in known]
    Attempt.objects.bulk_create(
        Attempt(
            delivery_id=one.told.id,
            organisation_id=one.told.organisation_id,
            wall_id=one.told.wall_id,
            at=one.at,
            status=one.status,
            milliseconds=one.milliseconds,
            error=one.error,
            excerpt=one.excerpt,
        )
        for one in kept
    )
    by_endpoint: dict[uuid.UUID, list[Result]] = defaultdict(list)
    for one in results:
        by_endpoint[one.told.endpoint_id].append(one)
    for endpoint_id, theirs in by_endpoint.items():
        _of_endpoint(endpoint_id, sorted(theirs, key=lambda one: one.at), now)


def _of_delivery(one: Result, now: dt.datetime) -> tuple[object, ...]:
    if one.good:
        return one.told.id, Standing.DELIVERED, None, now, one.status
    pause = retrying.wait(one.told.tries, random.random(), one.retry_after)  # noqa: S311 - spreads load, no secret
    if pause is None or one.told.kind == PING:  # somebody waits for what comes of a ping
        return one.told.id, Standing.DEAD, None, now, one.status
    return one.told.id, Standing.WAITING, now + pause, None, one.status


def _of_endpoint(endpoint_id: uuid.UUID, results: Sequence[Result], now: dt.datetime) -> None:
    """What its answers say of an endpoint: a good one makes it whole; 410, and two days without one, pause it."""
    if all(one.good for one in results):
        # of one that is well, little is written, and seldom
        well = Endpoint.objects.filter(id=endpoint_id, failures=0, hold_until=None, delivered_at__gt=now - _SELDOM)
        if well.exists():
            return
    row = Endpoint.objects.select_for_update().filter(id=endpoint_id).first()
    if row is None:
        return
    for one in results:
        if one.good:
            row.failures, row.failing_since, row.hold_until, row.delivered_at = 0, None, None, one.at
            continue
        if one.told.kind == PING:
            continue
        row.failures += 1
        row.failing_since = row.failing_since or one.at
        pause = retrying.hold(row.failures, one.status, one.retry_after)
        if pause is not None:
            row.hold_until = max(row.hold_until or now, now + pause)
        if row.state == State.LIVE:
            if one.status == 410:
                row.state, row.paused_at = State.GONE, now
            elif now - row.failing_since >= retrying.PATIENCE:
                row.state, row.paused_at = State.FAILING, now
            if row.state != State.LIVE:
                jobs.defer(tell_owner, endpoint_id=str(row.id), state=str(row.state))
    row.save(update_fields=["failures", "failing_since", "hold_until", "delivered_at", "state", "paused_at"])
