"""The territory of the demonstration: the Communauté urbaine de Dunkerque and its seventeen communes."""

from parvis.kernel.demonstration import FILLERS, Filler
from parvis.territory import models
from parvis.territory.data import Contact, Text
from parvis.territory.domain import creation, departments, organisations

EPCI = "245900428"
_DUNKERQUE, _GRAVELINES = "59183", "59273"
_DEPARTMENTS = (
    ("vie-associative", Text("Vie associative et événements", "Associations and events")),
    ("etat-civil", Text("État civil", "Civil status")),
    ("affaires-scolaires", Text("Affaires scolaires", "Schools")),
    ("espace-public", Text("Espace public et stationnement", "Public space and parking")),
)


def _fill() -> None:
    creation.create(epci=EPCI)
    group = organisations.by_siren(EPCI)
    if group is None:
        raise RuntimeError("the demonstration's territory was not created")
    # Published by the communauté itself; the national data hold no contact of groups of communes.
    organisations.set_contact(group.id, phone="03 28 62 70 00", address="Pertuis de la Marine\n59386 Dunkerque Cedex 1")
    for insee in (_DUNKERQUE, _GRAVELINES):
        commune = organisations.by_insee(insee)
        if commune is None:
            raise RuntimeError(f"the demonstration's commune {insee} was not created")
        for code, name in _DEPARTMENTS:
            departments.save(commune.id, code, name=name, contact=Contact())


FILLERS.register(Filler("10-territory", lambda: not models.Organisation.objects.exists(), _fill))
