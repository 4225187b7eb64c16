"""Endpoints of a desk's organisation, and turns of the sender, in tests."""

from parvis.access.api import acting_as
from parvis.access.data import Right
from parvis.kernel import clock
from parvis.webhooks.domain import endpoints, turning
from parvis.webhooks.models import Attempt, Delivery, Endpoint
from tests.conftest import _as_owner
from tests.factories.programmes import administrator


def made(here, url="https://logiciel.example.fr/hook", *, by=None, walls=None, case_types=(), kinds=()):
    """An endpoint and its secret."""
    who = by or administrator(here)
    wanted = endpoints.Wanted("Logiciel", url, list(walls or here.place.walls.values()), case_types, kinds)
    with acting_as(who.id, Right.ADMINISTER, actor="administrator"):
        return endpoints.make(wanted, organisation_id=here.place.id, by=who.id, at=clock.now())


def told(endpoint=None):
    """What is to be told, in its order."""
    with _as_owner():
        rows = Delivery.objects.order_by("id")
        return list(rows.filter(endpoint_id=endpoint.id) if endpoint else rows)


def tries():
    with _as_owner():
        return list(Attempt.objects.order_by("id"))


def as_it_is(endpoint):
    with _as_owner():
        return Endpoint.objects.get(id=endpoint.id)


def send(settings, found):
    """A turn of the sender, to a receiver of the test."""
    settings.PARVIS_OUTGOING_ALLOWED = found.allowed
    return turning.turn(seconds=20)
