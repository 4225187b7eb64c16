"""Erasing what was written to a person."""

import datetime as dt
import uuid

from parvis.notifications.models import Mail, Preference, TextMessage


def erase_subject(*, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """Erase the e-mails and texts about one resident behind one wall, those that wait included; gives how many."""
    mails, _ = Mail.objects.filter(wall_id=wall_id, subject_id=subject_id).delete()
    texts, _ = TextMessage.objects.filter(wall_id=wall_id, subject_id=subject_id).delete()
    return mails + texts


def erase_case(*, wall_id: uuid.UUID, case_id: uuid.UUID) -> int:
    """The same for the e-mails and texts about one case."""
    mails, _ = Mail.objects.filter(wall_id=wall_id, case_id=case_id).delete()
    texts, _ = TextMessage.objects.filter(wall_id=wall_id, case_id=case_id).delete()
    return mails + texts


def erase_person(person_id: uuid.UUID) -> int:
    """Erase how the holder of an account wanted to be told; acts as the person."""
    erased, _ = Preference.objects.filter(person_id=person_id).delete()
    return erased


#: e-mails of sign-in and links belong to no case that would take them along: a month answers "it never came"
KEPT_WITHOUT_WALL = dt.timedelta(days=30)


def erase_address(address: str) -> int:
    """Erase the e-mails without wall (sign-in, links) to an address; acts as "worker". Gives how many."""
    erased, _ = Mail.objects.filter(wall_id=None, to__iexact=address).delete()
    return erased


def forget_sent(now: dt.datetime) -> int:
    """Erase the e-mails without wall that were queued more than a month ago; acts as "worker"."""
    erased, _ = Mail.objects.filter(wall_id=None, queued_at__lt=now - KEPT_WITHOUT_WALL).delete()
    return erased
