"""Sending again: one, all that were given up, all since a moment; the test message; what is forgotten."""

import datetime as dt
import uuid

from django.db import connection
from django.db.models import Q

from parvis.kernel import clock, jobs
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.webhooks.data import Standing
from parvis.webhooks.domain import sending
from parvis.webhooks.models import Delivery, Endpoint
from parvis.webhooks.registry import PING

#: deliveries are kept for so long, whatever became of them
KEPT = dt.timedelta(days=30)
#: rows that one transaction changes
_CHUNK = 1_000


def ping(endpoint: Endpoint, *, at: dt.datetime) -> int:
    """Have a test message sent, also to one that is paused; acts as "administrator". The delivery's number."""
    made = Delivery.objects.create(
        endpoint_id=endpoint.id,
        organisation_id=endpoint.organisation_id,
        event_id=new_id(),
        kind=PING,
        at=at,
        added_at=at,
        next_at=at,
    )
    sending.ask()
    number: int = made.id
    return number


def again(delivery: Delivery, *, at: dt.datetime) -> None:
    """Send one again, under the same `webhook-id`; acts as "administrator"."""
    changed = Delivery.objects.filter(id=delivery.id).filter(~Q(state=Standing.WAITING) | Q(claimed_until=None))
    changed.update(state=Standing.WAITING, tries=0, next_at=at, ended_at=None, claimed_until=None)
    sending.ask()


def again_dead(endpoint_id: uuid.UUID, *, at: dt.datetime) -> int:
    """Send again all that were given up; how many. Acts as "administrator"."""
    found = Delivery.objects.filter(endpoint_id=endpoint_id, state=Standing.DEAD)
    number = found.update(state=Standing.WAITING, tries=0, next_at=at, ended_at=None, claimed_until=None)
    if number:
        sending.ask()
    return number


def again_since(endpoint_id: uuid.UUID, since: dt.datetime, *, at: dt.datetime) -> None:
    """Have all that was told since a moment sent again, by a job: there may be many."""
    jobs.defer(
        replay,
        queueing_lock=f"webhooks:replay:{endpoint_id}",
        endpoint_id=str(endpoint_id),
        since=since.isoformat(),
        until=at.isoformat(),
    )


@jobs.job(own_transactions=True)
def replay(*, endpoint_id: str, since: str, until: str) -> None:
    """Ask for what an endpoint was told between two moments again, a thousand at a time. Run twice, it goes on: what it
    asked for has not ended before `until` any more.
    """
    asked = dt.datetime.fromisoformat(until)
    while True:
        with acting(Reach(actor="webhooks")):
            found = Delivery.objects.filter(
                endpoint_id=endpoint_id, at__gte=dt.datetime.fromisoformat(since), ended_at__lte=asked
            ).exclude(state=Standing.WAITING)
            ids = list(found.exclude(kind=PING).order_by("id").values_list("id", flat=True)[:_CHUNK])
            Delivery.objects.filter(id__in=ids, ended_at__lte=asked).update(
                state=Standing.WAITING, tries=0, next_at=clock.now(), ended_at=None, claimed_until=None
            )
            sending.ask()
        if len(ids) < _CHUNK:
            return


@jobs.job(own_transactions=True)
def forget() -> None:
    """Delete deliveries of a month ago with their tries, and former secrets that sign no more."""
    now = clock.now()
    with acting(Reach(actor="webhooks")):
        Endpoint.objects.filter(former_until__lt=now).update(former="", former_until=None)
    while True:
        with acting(Reach(actor="webhooks")), connection.cursor() as cursor:
            cursor.execute(
                "delete from webhooks_delivery where id = any(array("
                "select id from webhooks_delivery where added_at < %s order by added_at limit %s))",
                [now - KEPT, _CHUNK],
            )
            if cursor.rowcount < _CHUNK:
                return


def waiting(endpoint_id: uuid.UUID) -> dict[str, int]:
    """How many deliveries of an endpoint wait, and how many were given up, each up to a thousand. Two statements."""
    return {
        str(state): Delivery.objects.filter(endpoint_id=endpoint_id, state=state).order_by()[:_CHUNK].count()
        for state in (Standing.WAITING, Standing.DEAD)
    }


__all__ = ["KEPT", "again", "again_dead", "again_since", "forget", "ping", "replay", "waiting"]
