"""The catalogue of a small territory: the temporary bar, offered in Dunkerque."""

from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.data import Sphere
from tests.factories.territory import Territory, territory

SLUG = temporary_bar.SLUG


def temporary_bar_offered(found: Territory | None = None) -> Territory:
    """The territory (a new one, if none is given) with the temporary bar open in Dunkerque."""
    found = found or territory()
    procedures.publish(
        found.group.id,
        SLUG,
        definition=temporary_bar.definition(),
        face=temporary_bar.FACE,
        sphere=Sphere.GENERAL,
        at=clock.now(),
        offered_by=[found.dunkerque.id],
    )
    return found
