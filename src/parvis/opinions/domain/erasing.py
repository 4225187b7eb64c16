"""What `opinions` erases: with a case all that was asked about it; of somebody who worked here, their delegations."""

import uuid

from parvis.opinions.domain import keeping
from parvis.opinions.models import Approval, Delegation, Opinion


def erase_case(*, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """Erase what was asked about the cases of a resident behind a wall: the files that experts sent; the rows go with
    their cases (foreign keys). How many were asked.
    """
    found = Opinion.objects.filter(wall_id=wall_id, subject_id=subject_id)
    ids = list(found.values_list("id", flat=True))
    keeping.remove(ids)
    return len(ids) + Approval.objects.filter(wall_id=wall_id, subject_id=subject_id).count()


def erase_person(person_id: uuid.UUID) -> int:
    """Erase the delegations that somebody gave; acts as the person."""
    gone: int = Delegation.objects.filter(person_id=person_id).delete()[0]
    return gone


def erase_service(person_id: uuid.UUID) -> int:
    """Erase those that they were given; as the owner alone may. What they approved and answered in their office stays
    with the cases, as what they decided.
    """
    gone: int = Delegation.objects.filter(to_person_id=person_id).delete()[0]
    return gone
