"""The procedures of the demonstration."""

from parvis.cases.data import NotAllowed
from parvis.kernel import clock
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.procedures.demonstration.catalogue import CATALOGUE
from parvis.procedures.domain.publishing import publish
from parvis.procedures.models import Procedure
from parvis.territory.api import organisations
from parvis.territory.data import OrganisationKind


def _fill() -> None:
    """All are shared by the communauté with its communes: each mayor decides in theirs."""
    everyone = organisations.all()
    owner = next(one for one in everyone if one.kind is OrganisationKind.GROUP)
    communes = {one.insee: one.id for one in everyone if one.kind is OrganisationKind.COMMUNE and one.contact.phone}
    if not communes:
        raise NotAllowed("no commune has a telephone number to put on a receipt")
    for entry in CATALOGUE:
        offering = entry.offered_by(tuple(communes))
        publish(
            owner.id,
            entry.slug,
            definition=entry.definition(offering),
            face=entry.face,
            sphere=entry.sphere,
            at=clock.now(),
            offered_by=[communes[insee] for insee in offering],
        )


FILLERS.register(Filler("50-procedures", lambda: not Procedure.objects.exists(), _fill))
