"""What is erased of somebody who brought packages in."""

import uuid

from parvis.packages.models import Arrival, Signer


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person's name off keys and arrivals, as the owner alone may."""
    taken = Signer.objects.filter(by_id=person_id).update(by_id=None, by_name="")
    return taken + Arrival.objects.filter(by_id=person_id).update(by_id=None, by_name="")
