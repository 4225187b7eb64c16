"""Models of `webhooks`."""

from parvis.webhooks.models.attempt import Attempt
from parvis.webhooks.models.delivery import Delivery
from parvis.webhooks.models.endpoint import Endpoint

__all__ = ["Attempt", "Delivery", "Endpoint"]
