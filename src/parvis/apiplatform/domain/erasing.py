"""What is erased of somebody who made tokens."""

import uuid

from parvis.apiplatform.models import Token


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person out of the tokens that they made, which stay their organisation's; as the owner alone may."""
    return Token.objects.filter(person_id=person_id).update(person_id=None)
