"""Erasing what access keeps of a person, and what it must keep."""

import datetime as dt
import uuid

from django.db.models import Q

from parvis.access.domain import recording
from parvis.access.models import Consultation, Guest, Invitation, Link, Membership, Refusal
from parvis.kernel import clock


def erase_person(person_id: uuid.UUID) -> int:
    """Delete a person's memberships, what is told of them, and invitations that they sent; acts as the owner."""
    return (
        recording.erase(person_id)
        + Membership.objects.filter(person_id=person_id).delete()[0]
        + Guest.objects.filter(person_id=person_id).delete()[0]
        + Invitation.objects.filter(Q(invited_by_id=person_id)).delete()[0]
    )


def keep_journal(person_id: uuid.UUID) -> int:
    """Consultations and refusals stay until their term: they prove who looked (RGPD art. 5.2 and 17.3 b, e)."""
    return 0


def forget_links(person_id: uuid.UUID) -> int:
    """Links name nobody and lapse by themselves."""
    return 0


def forget_lapsed(now: dt.datetime | None = None) -> int:
    """Delete what has had its time: journals after a year, links and invitations after their term; acts as "timer"."""
    before = now or clock.now()
    lapsed = (model.objects.filter(expires_at__lt=before) for model in (Consultation, Refusal, Link, Invitation))
    return sum(found.delete()[0] for found in lapsed)
