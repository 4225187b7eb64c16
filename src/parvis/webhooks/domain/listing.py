"""What administrators see of endpoints and of what was sent to them."""

import uuid
from dataclasses import dataclass

from parvis.webhooks.models import Attempt, Delivery, Endpoint

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Deliveries, the latest first. before: the number from which older ones go on; None at the end."""

    lines: tuple[Delivery, ...]
    before: int | None


def of_organisation(organisation_id: uuid.UUID) -> list[Endpoint]:
    """Its endpoints, the newest first: one statement."""
    return list(Endpoint.objects.filter(organisation_id=organisation_id).order_by("-id"))


def page(endpoint_id: uuid.UUID, *, state: str = "", before: int | None = None, size: int = SIZE) -> Page:
    """A page of what was told to an endpoint: one statement, whatever their number."""
    found = Delivery.objects.filter(endpoint_id=endpoint_id)
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(id__lt=before)
    lines = list(found.order_by("-id")[: size + 1])
    return Page(tuple(lines[:size]), lines[size - 1].id if len(lines) > size else None)


def attempts(delivery_id: int) -> list[Attempt]:
    """The latest tries of a delivery, the latest first: one statement."""
    return list(Attempt.objects.filter(delivery_id=delivery_id).order_by("-id")[:SIZE])
