"""What is erased of somebody who worked here."""

import uuid

from django.db.models import Q

from parvis.workload.models import Absence, Notice, Preference, Rule


def erase_person(person_id: uuid.UUID) -> int:
    """Delete a person's absences, what they were to be told and how; acts as the owner or as the person, who sees
    their own. Gives how many rows went.
    """
    return sum(model.objects.filter(person_id=person_id).delete()[0] for model in (Absence, Notice, Preference))


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person's name out of what others wrote: absences in which they stood in, or that they entered; as the
    owner alone may.
    """
    named = Absence.objects.filter(Q(replacement_id=person_id) | Q(entered_by_id=person_id))
    changed = named.filter(replacement_id=person_id).update(replacement_id=None)
    for rule in Rule.objects.filter(people__contains=[person_id]):
        rule.people = [one for one in rule.people if one != person_id]
        rule.save(update_fields=["people"])
        changed += 1
    return changed + named.filter(entered_by_id=person_id).update(entered_by_id=uuid.UUID(int=0))
