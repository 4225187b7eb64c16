"""What is told, in the description of the API."""

from parvis.apiplatform.registry import ADDITIONS, Adds

ADDITIONS.register(Adds("webhooks", "parvis.webhooks.rest:describe"))
