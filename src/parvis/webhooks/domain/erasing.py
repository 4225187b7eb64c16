"""What is erased of somebody who gave addresses of webhooks."""

import uuid

from parvis.webhooks.models import Endpoint


def erase_service(person_id: uuid.UUID) -> int:
    """Take a person out of the endpoints that they made, which stay their organisation's; as the owner alone may."""
    return Endpoint.objects.filter(person_id=person_id).update(person_id=None)
