"""Endpoints: made, changed, paused, resumed and removed by an organisation's administrators."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parvis.identity.api import seal
from parvis.webhooks.data import State
from parvis.webhooks.domain import sending
from parvis.webhooks.domain.signing import new_secret
from parvis.webhooks.models import Endpoint

#: what an organisation may have
MOST = 20
#: how long the former secret signs beside a new one
OVERLAP = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an administrator says of an endpoint. walls: whose cases; case_types, kinds: which of them (none: all)."""

    name: str
    url: str
    walls: Sequence[uuid.UUID]
    case_types: Iterable[uuid.UUID]
    kinds: Iterable[str]


def make(wanted: Wanted, *, organisation_id: uuid.UUID, by: uuid.UUID, at: dt.datetime) -> tuple[Endpoint, str]:
    """Make an endpoint; acts as "administrator". Its secret is given this once."""
    secret = new_secret()
    made = Endpoint.objects.create(
        organisation_id=organisation_id, person_id=by, secret=seal(secret), created_at=at, **_columns(wanted)
    )
    return made, secret


def change(endpoint: Endpoint, wanted: Wanted) -> None:
    """Change what an endpoint is told, and where. What waits goes to the new address."""
    columns = _columns(wanted)
    if columns["url"] != endpoint.url:
        # another receiver: what the former one did is not held against it
        columns |= {"failures": 0, "failing_since": None, "hold_until": None}
    Endpoint.objects.filter(id=endpoint.id).update(**columns)


def _columns(wanted: Wanted) -> dict[str, object]:
    return {
        "name": wanted.name.strip(),
        "url": wanted.url,
        "walls": sorted(wanted.walls),
        "case_types": sorted(set(wanted.case_types)),
        "kinds": sorted(set(wanted.kinds)),
    }


def rotate(endpoint: Endpoint, *, at: dt.datetime) -> str:
    """A new secret, given this once; the present one signs beside it for a day."""
    secret = new_secret()
    Endpoint.objects.filter(id=endpoint.id).update(
        former=endpoint.secret, former_until=at + OVERLAP, secret=seal(secret)
    )
    return secret


def pause(endpoint_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Send nothing more until it is resumed: what happens meanwhile waits. Whether there was one to pause."""
    return bool(Endpoint.objects.filter(id=endpoint_id, state=State.LIVE).update(state=State.PAUSED, paused_at=at))


def resume(endpoint_id: uuid.UUID) -> bool:
    """Send again, what waited first. Whether there was one to resume."""
    found = Endpoint.objects.filter(id=endpoint_id).exclude(state=State.LIVE)
    done = found.update(state=State.LIVE, paused_at=None, failures=0, failing_since=None, hold_until=None)
    if done:
        sending.ask()
    return bool(done)


def remove(endpoint_id: uuid.UUID) -> bool:
    """Remove an endpoint with all that was or is to be told to it."""
    return bool(Endpoint.objects.filter(id=endpoint_id).delete()[0])
