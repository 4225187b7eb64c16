"""What is erased of somebody who designed procedures."""

import uuid

from parvis.studio.models import Clip, Draft, Publication


def erase_person(person_id: uuid.UUID) -> int:
    """Delete what somebody had cut or copied; acts as the owner or as the person."""
    return Clip.objects.filter(person_id=person_id).delete()[0]


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person's name off drafts and publications, as the owner alone may; the pen is free then."""
    freed = Draft.objects.filter(holder_id=person_id).update(holder_id=None, holder_name="", pen_at=None)
    freed += Draft.objects.filter(asker_id=person_id).update(asker_id=None, asker_name="", asked_at=None)
    return freed + Publication.objects.filter(by_id=person_id).update(by_id=None, by_name="")
