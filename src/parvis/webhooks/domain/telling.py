"""The mail that says that an endpoint was paused: to who made it, or to those who administer in their place."""

import uuid
from collections.abc import Iterable

from django.urls import reverse

from parvis.access.api import Right, Standing, colleagues, standing_of
from parvis.kernel import clock, jobs
from parvis.kernel.reach import Reach, acting
from parvis.notifications import api as notifications
from parvis.territory.api import sites
from parvis.webhooks.models import Endpoint


@jobs.job(own_transactions=True)
def tell_owner(*, endpoint_id: str, state: str) -> None:
    """Write the mail. state: why it was paused. One that is told anew meanwhile, or gone, is not spoken of."""
    with acting(Reach(actor="webhooks")):
        found = Endpoint.objects.filter(id=endpoint_id, state=state).first()
    if found is None:
        return
    with acting(Reach(actor="worker", walls=tuple(found.walls))):
        for who in _readers(found):
            site = sites.of(found.organisation_id)
            notifications.send(
                template="webhooks/paused",
                to=who.email,
                language=who.language,
                context={
                    "site": site,
                    "name": found.name,
                    "state": state,
                    "address": sites.url(site, reverse("webhooks:endpoint", args=[found.id])),
                },
                wall_id=None,
            )


def _readers(found: Endpoint) -> Iterable[Standing]:
    """Who made it, if they still administer; else all who do today."""
    today = clock.today()
    theirs = {
        one.person_id
        for one in colleagues(found.organisation_id)
        if Right.ADMINISTER in one.rights and one.since <= today and (one.until is None or today <= one.until)
    }
    chosen = {found.person_id} & theirs or theirs
    for person_id in sorted(chosen, key=str):
        standing = _standing(person_id)
        if standing is not None and standing.holding(Right.ADMINISTER, organisation_id=found.organisation_id):
            yield standing


def _standing(person_id: uuid.UUID | None) -> Standing | None:
    try:
        return standing_of(person_id) if person_id else None
    except LookupError:
        return None
