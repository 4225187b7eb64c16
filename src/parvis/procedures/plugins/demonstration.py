"""The procedures of the demonstration."""

from parvis.cases.data import NotAllowed
from parvis.kernel import clock
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.procedures.demonstration import temporary_bar
from parvis.procedures.domain.publishing import publish
from parvis.procedures.models import Procedure
from parvis.territory.api import organisations
from parvis.territory.data import OrganisationKind, Sphere


def _fill() -> None:
    """The temporary bar, shared by the communauté with its communes: each mayor decides in theirs."""
    everyone = organisations.all()
    owner = next(one for one in everyone if one.kind is OrganisationKind.GROUP)
    communes = [one.id for one in everyone if one.kind is OrganisationKind.COMMUNE and one.contact.phone]
    if not communes:
        raise NotAllowed("no commune has a telephone number to put on a receipt")
    publish(
        owner.id,
        temporary_bar.SLUG,
        definition=temporary_bar.definition(),
        face=temporary_bar.FACE,
        sphere=Sphere.GENERAL,
        at=clock.now(),
        offered_by=communes,
    )


FILLERS.register(Filler("50-procedures", lambda: not Procedure.objects.exists(), _fill))
