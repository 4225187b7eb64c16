"""Links of experts outside: sent to one address, opened on each new device with a code that is sent there too.

A link alone opens nothing: forwarded, it leads to a page that sends a code to the address that it was meant for. What
opens an opinion is the device (its visitor's secret) once the code was typed there, as long as the link holds.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db.models import F
from django.urls import reverse

from parvis.identity.api import Limit, digest, fresh
from parvis.kernel import clock, jobs
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import NOBODY, acting, current
from parvis.opinions.domain import telling
from parvis.opinions.models import Device, Link, Opinion
from parvis.territory.api import sites

#: a link holds so long after the day by which one answers, and so long at least
AFTER, AT_LEAST = dt.timedelta(days=14), dt.timedelta(days=14)
CODE_FOR = dt.timedelta(minutes=15)
MOST_TRIES = 5
#: nobody's mailbox is filled by others: codes, and links asked for again
CODES = Limit("opinion:code", 5, dt.timedelta(hours=1))
RENEWALS = Limit("opinion:link", 3, dt.timedelta(hours=1))
#: guesses on one link, whatever devices they come from: a million codes, so one in 33,000 in an hour
GUESSES = Limit("opinion:guess", 30, dt.timedelta(hours=1))


def issue(opinion: Opinion, *, at: dt.datetime) -> str:
    """Make a new link to the address of an opinion, which alone opens it from now on; the page's address, which is in
    the e-mail and nowhere else.
    """
    revoke(opinion, "again", at=at)
    token = fresh()
    ends = dt.datetime.combine(opinion.due_on, dt.time(), PARIS) + AFTER
    link = Link(
        opinion_id=opinion.id,
        wall_id=opinion.wall_id,
        subject_id=opinion.subject_id,
        organisation_id=opinion.organisation_id,
        token_hash=digest(token),
        email=opinion.to_email,
        language=opinion.language,
        issued_at=at,
        expires_at=max(ends, at + AT_LEAST),
    )
    link.save(force_insert=True)
    return sites.url(sites.of(opinion.organisation_id), reverse("opinions:link", args=[token]))


def revoke(opinion: Opinion, why: str, *, at: dt.datetime) -> None:
    """Have the links of an opinion open nothing any more. why: "again", "handed", "withdrawn"."""
    Link.objects.filter(opinion_id=opinion.id, revoked_at=None).update(revoked_at=at, why=why)


@contextmanager
def held(token: str) -> Iterator[None]:
    """Act with a link's secret within reach: it shows the link and its devices, not what they open."""
    with acting(replace(current() or NOBODY, token=digest(token))):
        yield


def find(token: str) -> Link | None:
    """The link of a secret, whether it still opens something. One statement and the reach's."""
    with held(token):
        return Link.objects.filter(token_hash=digest(token)).first()


def dead(link: Link, now: dt.datetime) -> str:
    """Why a link opens nothing any more: "expired", "again", "handed", "withdrawn", "closed"; "" where it does."""
    if link.revoked_at is not None:
        return link.why or "withdrawn"
    return "expired" if link.expires_at <= now else ""


def opened(link: Link) -> Opinion | None:
    """The opinion, if the visitor's device has opened its link. One statement."""
    return Opinion.objects.filter(id=link.opinion_id).first()


def ask_code(token: str, link: Link, visitor: str) -> None:
    """Have a code sent to the address of the link, for this device. visitor: the hash of its secret."""
    with held(token):
        device, _made = Device.objects.get_or_create(
            link_id=link.id,
            token_hash=visitor,
            defaults={
                "wall_id": link.wall_id,
                "subject_id": link.subject_id,
                "code_hash": "",
                "code_expires_at": clock.now(),
            },
        )
    jobs.defer(send_code, device_id=str(device.id), wall_id=str(link.wall_id))


@jobs.job(queue="mail")
def send_code(*, device_id: str, wall_id: str) -> None:
    """Make a code and send it: only its digest stays. A second run sends another, which alone counts then."""
    device = Device.objects.select_related("link").filter(id=device_id).first()
    if device is None or dead(device.link, clock.now()):
        return
    typed = f"{secrets.randbelow(1_000_000):06}"
    Device.objects.filter(id=device.id).update(
        code_hash=_hashed(device.id, typed), code_expires_at=clock.now() + CODE_FOR, tries=0
    )
    telling.code(device.link, typed, round(CODE_FOR.total_seconds() / 60))


def _hashed(device_id: uuid.UUID, typed: str) -> str:
    return digest(f"{device_id}:{typed}")


def try_code(token: str, link: Link, visitor: str, typed: str, *, at: dt.datetime) -> bool:
    """Open the link on this device, if the code is the one that was sent for it: once, in time, few times tried."""
    with held(token):
        device = Device.objects.select_for_update().filter(link_id=link.id, token_hash=visitor).first()
        if device is None or not device.code_hash or device.code_expires_at <= at or device.tries >= MOST_TRIES:
            return False
        right = secrets.compare_digest(device.code_hash, _hashed(device.id, "".join(typed.split())))
        if right:
            Device.objects.filter(id=device.id).update(opened_at=at, code_hash="")
        else:
            Device.objects.filter(id=device.id).update(tries=F("tries") + 1)
        return right


def waits_for_code(token: str, link: Link, visitor: str) -> bool:
    """Whether this device asked for a code."""
    if not visitor:
        return False
    with held(token):
        return Device.objects.filter(link_id=link.id, token_hash=visitor, opened_at=None).exists()


def ask_again(link: Link) -> None:
    """Have a new link sent to the address of this one, if it is still the one that is asked."""
    jobs.defer(renew, link_id=str(link.id), wall_id=str(link.wall_id))


@jobs.job(queue="mail")
def renew(*, link_id: str, wall_id: str) -> None:
    """Send a new link, where an answer is still awaited of that address."""
    link = Link.objects.select_related("opinion").filter(id=link_id).first()
    if link is None or not link.opinion.waits or link.opinion.to_email != link.email:
        return
    telling.asked(link.opinion, issue(link.opinion, at=clock.now()))


def hidden(email: str) -> str:
    """An address as a page may show it to who holds the link: "p•••@sdis59.example"."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


def hand_on(opinion: Opinion) -> None:
    """Have the new address of an opinion sent a link, and the one before open nothing: by a worker behind the wall."""
    jobs.defer(send_on, opinion_id=str(opinion.id), wall_id=str(opinion.wall_id))


@jobs.job(queue="mail")
def send_on(*, opinion_id: str, wall_id: str) -> None:
    """The same: a second run sends another link, which alone counts then."""
    opinion = Opinion.objects.filter(id=opinion_id).first()
    if opinion is None or not opinion.waits:
        return
    now = clock.now()
    Link.objects.filter(opinion_id=opinion.id, revoked_at=None).exclude(email=opinion.to_email).update(
        revoked_at=now, why="handed"
    )
    telling.asked(opinion, issue(opinion, at=now))
