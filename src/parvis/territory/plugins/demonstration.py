"""The territory of the demonstration: the Communauté urbaine de Dunkerque and its seventeen communes."""

from parvis.kernel.demonstration import FILLERS, Filler
from parvis.territory import models
from parvis.territory.data import Contact, Text
from parvis.territory.domain import creation, departments, organisations

EPCI = "245900428"
_DUNKERQUE, _GRAVELINES, _GRANDE_SYNTHE = "59183", "59273", "59271"
_DEPARTMENTS = (
    ("vie-associative", Text("Vie associative et événements", "Associations and events")),
    ("etat-civil", Text("État civil", "Civil status")),
    ("affaires-scolaires", Text("Affaires scolaires", "Schools")),
    ("domaine-public", Text("Occupation du domaine public", "Use of public space")),
    ("stationnement", Text("Stationnement", "Parking")),
)


def _fill() -> None:
    creation.create(epci=EPCI)
    group = organisations.by_siren(EPCI)
    if group is None:
        raise RuntimeError("the demonstration's territory was not created")
    # Published by the communauté itself; the national data hold no contact of groups of communes.
    organisations.set_contact(group.id, phone="03 28 62 70 00", address="Pertuis de la Marine\n59386 Dunkerque Cedex 1")
    # One officer for all, as most groups of communes have (RGPD art. 37.3).
    for organisation in organisations.all():
        organisations.set_contact(organisation.id, privacy_email="dpo@cu-dunkerque.example")
    for insee in (_DUNKERQUE, _GRAVELINES, _GRANDE_SYNTHE):
        commune = organisations.by_insee(insee)
        if commune is None:
            raise RuntimeError(f"the demonstration's commune {insee} was not created")
        for code, name in _DEPARTMENTS:
            departments.save(commune.id, code, name=name, contact=Contact())


FILLERS.register(Filler("10-territory", lambda: not models.Organisation.objects.exists(), _fill))
