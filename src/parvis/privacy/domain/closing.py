"""Somebody closes their own account: what goes at once, what goes on without it, what the law keeps."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from parvis.access import api as access
from parvis.identity import api as identity
from parvis.kernel.reach import Reach, acting
from parvis.privacy.domain import requests
from parvis.privacy.domain.erasing import erase_account
from parvis.privacy.models import Reason
from parvis.privacy.registry import Item, Subject


class ServesHere(Exception):
    """The account gave rights over other people's data: what it did with them must stay provable (RGPD art. 5.2)."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What becomes of a person's requests once their account is closed: erased, going on, kept by law."""

    going: tuple[Item, ...]
    ongoing: tuple[Item, ...]
    kept: tuple[Item, ...]


def serves(person_id: uuid.UUID) -> bool:
    """Whether the person works here, or did: their account is closed by who answers for the record of it."""
    return access.ever_served(person_id)


def prospect(person_id: uuid.UUID, *, at: dt.datetime) -> Prospect:
    """What closing would do; acts as the person."""
    items = requests.held(_subjects(person_id), at=at)
    ended = [item for item in items if item.ended_on is not None]
    return Prospect(
        going=tuple(item for item in ended if not item.held),
        ongoing=tuple(item for item in items if item.ended_on is None),
        kept=tuple(item for item in ended if item.held),
    )


def close(person_id: uuid.UUID, *, at: dt.datetime) -> Prospect | None:
    """Erase the account now, with its sessions everywhere and its drafts, and have what is behind each wall erased by a
    job of its own, as far as it has ended and need not be kept; a letter says so. All of it or nothing.

    What goes on, goes on under a subject id that leads to nobody: the person follows it without account. Acts as the
    person. Gives what becomes of the requests; None for an account that is gone already. Raises ServesHere.
    """
    with transaction.atomic():
        person = identity.held(person_id)
        if person is None:
            return None
        if serves(person_id):
            raise ServesHere
        becomes = prospect(person_id, at=at)
        walls = {Subject(item.wall_id, item.subject_id) for item in (*becomes.going, *becomes.ongoing, *becomes.kept)}
        for one in sorted(walls, key=lambda one: one.subject_id):
            # Each under a number of its own: nothing may tell that two walls speak of one person.
            with acting(Reach(actor="worker", walls=(one.wall_id,))):
                requests.ask([one], Reason.CLOSED, asked_by=None, name="", at=at)
        with acting(Reach(actor="worker", person=person_id)):
            erase_account(person_id, person.email, at=at)
        identity.send_letter("account_closed", person.email, {"user": person, "at": at, "becomes": becomes})
    return becomes


def _subjects(person_id: uuid.UUID) -> list[Subject]:
    return [Subject(wall_id, subject_id) for wall_id, subject_id in identity.subjects_of(person_id)]
