"""Cards that wardens check: where, and what the public may learn of one."""

from django.urls import reverse

from parvis.cases.models import Decision
from parvis.territory.api import sites


def address(decision: Decision) -> str:
    """Where anyone checks the card that a decision gives, on the organisation's site; nothing before it is decided."""
    if not decision.label:
        return ""
    return sites.url(sites.of(decision.organisation_id), reverse("cases:card_number", args=[decision.label]))
