"""What is erased of somebody who worked here."""

import uuid

from django.db.models import Q

from parvis.workload.models import Absence


def erase_person(person_id: uuid.UUID) -> int:
    """Delete a person's absences, and take their name out of those in which they stood in; acts as the owner or as
    the person, who sees their own. Gives how many rows went.
    """
    gone, _each = Absence.objects.filter(person_id=person_id).delete()
    return gone


def erase_service(person_id: uuid.UUID) -> int:
    """The same for what others wrote of them, as the owner alone may."""
    named = Absence.objects.filter(Q(replacement_id=person_id) | Q(entered_by_id=person_id))
    changed = named.filter(replacement_id=person_id).update(replacement_id=None)
    return changed + named.filter(entered_by_id=person_id).update(entered_by_id=uuid.UUID(int=0))
