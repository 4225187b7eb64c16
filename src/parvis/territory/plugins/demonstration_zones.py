"""School sectors, schools and residents' parking zones of the demonstration: invented, on plausible streets."""

from parvis.kernel.demonstration import FILLERS, Filler
from parvis.territory import models
from parvis.territory.data import Text
from parvis.territory.domain import organisations, schools, sheets, zone_tables

DUNKERQUE, GRAVELINES = "59183", "59273"

SECTORS = """zone;voie;parité;du;au
Citadelle;Rue de la Marine;impair;1;
Citadelle;Rue de la Marine;pair;2;48
Centre;Rue de la Marine;pair;50;
Citadelle;Quai de la Citadelle;;;
Citadelle;Quai des Hollandais;;;
Citadelle;Rue du Leughenaer;;;
Citadelle;Rue des Pêcheurs;;;
Centre;Place Jean-Bart;;;
Centre;Rue Clemenceau;;;
Centre;Rue de l’Amiral-Ronarc’h;;;
Centre;Boulevard Alexandre-III;;;
Centre;Boulevard Sainte-Barbe;;;
Centre;Rue du Président-Poincaré;;;
Centre;Rue Albert-Ier;impair;1;39
Rosendaël;Rue Albert-Ier;impair;41;
Centre;Rue Albert-Ier;pair;2;40
Rosendaël;Rue Albert-Ier;pair;42;
Rosendaël;Avenue Paul-Machy;;;
Rosendaël;Rue Pasteur;;;
Rosendaël;Boulevard de la République;tous;1;120
Malo;Boulevard de la République;tous;121;
Rosendaël;Rue des Fleurs;;;
Rosendaël;Place de la Tente-Verte;;;
Malo;Digue de Mer;;;
Malo;Avenue Faidherbe;;;
Malo;Avenue de la Mer;;;
Malo;Place Turenne;;;
Malo;Rue des Dunes;impair;1;99
Malo;Rue des Dunes;pair;2;98 bis
Petite-Synthe;Avenue de Petite-Synthe;;;
Petite-Synthe;Rue du Banc-Vert;;;
Petite-Synthe;Avenue du Général-de-Gaulle;;;
Petite-Synthe;Rue Victor-Hugo;;;
Petite-Synthe;Place Louis-XIV;;;
"""

PARKING = """zone;voie;parité;du;au
A;Rue de la Marine;;;
A;Quai de la Citadelle;;;
A;Quai des Hollandais;;;
A;Rue du Leughenaer;;;
B;Place Jean-Bart;;;
B;Rue Clemenceau;;;
B;Rue de l’Amiral-Ronarc’h;;;
B;Boulevard Sainte-Barbe;;;
B;Boulevard Alexandre-III;impair;;
B;Boulevard Alexandre-III;pair;2;60
C;Boulevard Alexandre-III;pair;62;
C;Rue Albert-Ier;;;
C;Rue du Président-Poincaré;;;
"""

SCHOOLS = """UAI;nom;niveaux;adresse;code postal;ville;zone
0599901A;École maternelle du Leughenaer;maternelle;3 rue du Leughenaer;59140;Dunkerque;Citadelle
0599902B;École élémentaire de la Citadelle;élémentaire;12 quai de la Citadelle;59140;Dunkerque;Citadelle
0599903C;Groupe scolaire Jean-Bart;maternelle et élémentaire;8 rue Clemenceau;59140;Dunkerque;Centre
0599904D;École maternelle des Fleurs;maternelle;21 rue des Fleurs;59240;Dunkerque;Rosendaël
0599905E;École élémentaire Paul-Machy;élémentaire;40 avenue Paul-Machy;59240;Dunkerque;Rosendaël
0599906F;Groupe scolaire de la Mer;maternelle et élémentaire;5 avenue de la Mer;59240;Dunkerque;Malo
0599907G;École maternelle du Banc-Vert;maternelle;2 rue du Banc-Vert;59640;Dunkerque;Petite-Synthe
0599908H;École élémentaire Victor-Hugo;élémentaire;17 rue Victor-Hugo;59640;Dunkerque;Petite-Synthe
"""

_GRAVELINES_SECTORS = """zone;voie;parité;du;au
Remparts;Place Charles-Valentin;;;
Remparts;Rue de Dunkerque;;;
Petit-Fort-Philippe;Boulevard de l’Est;;;
Petit-Fort-Philippe;Rue du Port;;;
"""

_GRAVELINES_SCHOOLS = """UAI;nom;niveaux;adresse;code postal;ville;zone
0599911L;Groupe scolaire des Remparts;maternelle et élémentaire;4 rue de Dunkerque;59820;Gravelines;Remparts
0599912M;École du Petit-Fort;maternelle et élémentaire;9 rue du Port;59820;Gravelines;Petit-Fort-Philippe
"""


def _put(insee: str, code: str, name: Text, text: str) -> None:
    organisation = organisations.by_insee(insee)
    if organisation is None:
        raise RuntimeError(f"the demonstration's commune {insee} was not created")
    found = sheets.read_zones(text.encode())
    if not found.importable:
        raise RuntimeError(f"the demonstration's {code} can't be imported: {found.faults}")
    zone_tables.replace(organisation.id, code, name, found.stretches)


def _teach(insee: str, text: str) -> None:
    organisation = organisations.by_insee(insee)
    if organisation is None:
        raise RuntimeError(f"the demonstration's commune {insee} was not created")
    schools.replace(organisation.id, sheets.read_schools(text.encode()).schools)


def _fill() -> None:
    sectors = Text("Secteurs scolaires", "School sectors")
    _put(DUNKERQUE, "school_sectors", sectors, SECTORS)
    _put(DUNKERQUE, "parking_zones", Text("Stationnement des résidents", "Residents’ parking"), PARKING)
    _put(GRAVELINES, "school_sectors", sectors, _GRAVELINES_SECTORS)
    _teach(DUNKERQUE, SCHOOLS)
    _teach(GRAVELINES, _GRAVELINES_SCHOOLS)


FILLERS.register(Filler("11-zones", lambda: not models.ZoneTable.objects.exists(), _fill))
