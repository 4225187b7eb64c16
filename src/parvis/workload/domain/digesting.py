"""The digest of an agent's day: one e-mail on working days, counts and addresses alone."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from parvis.access.api import Right, Standing, standing_of
from parvis.access.data import MembershipFact
from parvis.calendars.api import Calendar, is_working_day, zone_of
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from parvis.territory.api import closing_days, organisations, sites
from parvis.workload.data import RISK_DAYS, Load
from parvis.workload.domain import absences, load, settings
from parvis.workload.registry import MORE

_SALT = "workload.digest"
_CLAIM = (
    "insert into workload_preference (person_id, digest, hour, assigned, late, digested_on)"
    " values (%s, true, 8, true, true, %s) on conflict (person_id) do update set digested_on = excluded.digested_on"
    " where workload_preference.digest and workload_preference.digested_on is distinct from excluded.digested_on"
    " returning person_id"
)


def works_on(organisation_id: uuid.UUID, day: dt.date) -> bool:
    """Whether an organisation works on that day. One statement."""
    place = organisations.get(organisation_id)
    closed = frozenset(found.date for found in closing_days.between(organisation_id, day, day))
    return is_working_day(day, Calendar(zone_of(place.insee or place.county), closed))


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's cases in a digest: one's own (name ""), or those of who one stands in for."""

    name: str
    load: Load


def digest(person_id: uuid.UUID, day: dt.date) -> bool:
    """Write a person's digest of that day, once: claimed in the same transaction as the e-mail is queued in. Whether
    one left: not on another day than today, on a day off, to who is away, works here no more, or has nothing to do.
    """
    today = clock.today()
    if day != today:
        return False
    with acting(Reach(actor="worker", person=person_id)):
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [person_id, today])
            if cursor.fetchone() is None:
                return False
        try:
            who = standing_of(person_id)
        except LookupError:
            return False
        held = who.holding(Right.HANDLE_CASES)
        walls = tuple(sorted({wall for one in held for wall in one.walls}))
        with acting(Reach(actor="worker", person=person_id, walls=walls)):
            return bool(held) and _write(who, held[0], walls, today)


def _write(who: Standing, place: MembershipFact, walls: tuple[uuid.UUID, ...], today: dt.date) -> bool:
    person_id = who.person_id
    assert person_id is not None
    if not works_on(place.organisation_id, today) or person_id in absences.away_on(place.organisation_id, today):
        return False
    parts, pile = _parts(person_id, walls, today, place.department_id)
    site = sites.of(place.organisation_id)
    with override(who.language):
        more = [
            (line.words, sites.url(site, reverse(line.page))) for found in MORE for line in found.of(person_id, today)
        ]
    if not pile and not more and not any(_to_do(one.load) for one in parts):
        return False
    stop = sites.url(site, reverse("workload:unsubscribe", args=[key(person_id)]))
    notifications.send(
        template="workload/digest",
        to=who.email,
        language=who.language,
        context={
            "site": site,
            "day": today,
            "parts": parts,
            "pile": pile,
            "more": more,
            "mine": sites.url(site, reverse("workspace:mine")),
            "unassigned": sites.url(site, reverse("workspace:unassigned")),
            "preferences": sites.url(site, reverse("workload:preferences")),
            "stop": stop,
        },
        wall_id=None,
        unsubscribe=stop,
    )
    return True


def _to_do(found: Load) -> bool:
    return any((found.new, found.risk, found.late, found.back))


def _parts(
    person_id: uuid.UUID, walls: tuple[uuid.UUID, ...], today: dt.date, department_id: uuid.UUID | None
) -> tuple[list[Part], int]:
    """One's own load and that of whoever one stands in for; what nobody follows in the department."""
    days = settings.of(department_id).risk_days if department_id else RISK_DAYS
    others = absences.stood_for(person_id, today)
    counted = load.of_people(walls, [person_id, *(one.person_id for one in others)], today=today, risk_days=days)
    parts = [Part("", counted[person_id].load)]
    parts += [Part(one.name, counted[one.person_id].load) for one in others if counted[one.person_id].load.open]
    pile = load.of_pile(walls, department_id, today=today, risk_days=days).open if department_id else 0
    return parts, pile


def key(person_id: uuid.UUID) -> str:
    """What stands in the address by which somebody wants no more digests: signed, good for nothing else."""
    return signing.dumps(person_id.hex, salt=_SALT)


def read_key(text: str) -> uuid.UUID | None:
    """Whose key that is; None for no key of ours."""
    try:
        return uuid.UUID(signing.loads(text, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
