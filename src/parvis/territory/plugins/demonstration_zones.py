"""School sectors, schools and parking zones of the demonstration. Streets exist; who they belong to is invented.

The schools do not exist: numbers 05999… are given to none.
"""

from parvis.kernel.demonstration import FILLERS, Filler
from parvis.territory import models
from parvis.territory.data import Text
from parvis.territory.domain import organisations, schools, zone_tables
from parvis.territory.domain.sheets import SchoolRow
from parvis.territory.domain.zones import Parity, Stretch

SCHOOL_SECTORS, PARKING = "school", "parking"
_BOTH = ("maternelle", "elementaire")

#: by commune (INSEE): school sector, parking zone, street, side, first and last number
STREETS: dict[str, tuple[tuple[str, str, str, Parity, str, str], ...]] = {
    "59183": (
        ("Leughenaer", "Zone A – Centre", "rue de l’Amiral-Ronarc’h", Parity.ALL, "", ""),
        ("Leughenaer", "Zone A – Centre", "rue Emmery", Parity.ALL, "", ""),
        ("Leughenaer", "Zone A – Centre", "rue du Sud", Parity.ODD, "", ""),
        ("Bastion", "Zone B – Gare", "rue du Sud", Parity.EVEN, "", ""),
        ("Bastion", "Zone B – Gare", "rue de la Panne", Parity.ALL, "1", "29"),
        ("Citadelle", "Zone B – Gare", "rue de la Panne", Parity.ALL, "30", "199"),
        ("Citadelle", "Zone C – Citadelle", "quai des Hollandais", Parity.ALL, "", ""),
        ("Citadelle", "Zone B – Gare", "rue de Soubise", Parity.ALL, "", ""),
    ),
    "59273": (
        ("Remparts", "Zone Remparts", "rue de Dunkerque", Parity.ALL, "", ""),
        ("Écluse", "Zone Remparts", "rue Pierre-Brossolette", Parity.ALL, "", ""),
        ("Remparts", "Zone Remparts", "rue des Clarisses", Parity.ALL, "", ""),
        ("Écluse", "Zone Port", "rue de l’Abreuvoir", Parity.ALL, "", ""),
    ),
    "59271": (
        ("Puythouck", "Zone Centre", "rue Denis-Cordonnier", Parity.ALL, "", ""),
        ("Courghain", "Zone Centre", "avenue de Suède", Parity.ALL, "", ""),
        ("Puythouck", "Zone Sud", "rue du Comte-Jean", Parity.ALL, "", ""),
        ("Courghain", "Zone Sud", "rue de Gascogne", Parity.ALL, "", ""),
    ),
}
SCHOOLS: dict[str, tuple[SchoolRow, ...]] = {
    "59183": (
        SchoolRow("0599911A", "École du Leughenaer", _BOTH, "4 rue Emmery", "59140", "Dunkerque", "Leughenaer"),
        SchoolRow("0599912B", "École du Bastion", _BOTH, "18 rue du Sud", "59140", "Dunkerque", "Bastion"),
        SchoolRow(
            "0599913C", "École de la Citadelle", _BOTH, "9 quai des Hollandais", "59140", "Dunkerque", "Citadelle"
        ),
    ),
    "59273": (
        SchoolRow("0599921D", "École des Remparts", _BOTH, "11 rue des Clarisses", "59820", "Gravelines", "Remparts"),
        SchoolRow("0599922E", "École de l’Écluse", _BOTH, "3 rue de l’Abreuvoir", "59820", "Gravelines", "Écluse"),
    ),
    "59271": (
        SchoolRow(
            "0599931F", "École du Puythouck", _BOTH, "20 rue Denis-Cordonnier", "59760", "Grande-Synthe", "Puythouck"
        ),
        SchoolRow("0599932G", "École du Courghain", _BOTH, "5 avenue de Suède", "59760", "Grande-Synthe", "Courghain"),
    ),
}


def fill() -> None:
    """The tables and schools of every commune that has some and is there."""
    for insee, streets in STREETS.items():
        commune = organisations.by_insee(insee)
        if commune is None:
            continue
        schools.replace(commune.id, SCHOOLS[insee])
        for code, name, place in (
            (SCHOOL_SECTORS, Text("Secteurs scolaires", "School sectors"), 0),
            (PARKING, Text("Stationnement résident", "Resident parking"), 1),
        ):
            found = tuple(Stretch(row[place], *row[2:], line=line) for line, row in enumerate(streets, 1))
            zone_tables.replace(commune.id, code, name, found)


FILLERS.register(Filler("15-zones", lambda: not models.ZoneTable.objects.exists(), fill))
