"""What is erased of somebody who brought requests to another revision."""

import uuid

from parvis.revising.models import Passage


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person's name off what they moved, as the owner alone may."""
    return Passage.objects.filter(by_id=person_id).update(by_id=None, by_name="")
