"""Who works where in the demonstration: by commune (INSEE) and department, the agent and the supervisor."""

from parvis.procedures.demonstration.requests import DUNKERQUE, GRAVELINES, MALIK, NORA, SOFIA

GRANDE_SYNTHE = "59271"
ASSOCIATIONS, CIVIL_STATUS, SCHOOLS, PUBLIC_SPACE, PARKING = (
    "vie-associative",
    "etat-civil",
    "affaires-scolaires",
    "domaine-public",
    "stationnement",
)
FATIMA, ELISE = "f.kerrouche@dunkerque.example", "e.deroo@dunkerque.example"
THOMAS, JULIE = "t.carlier@dunkerque.example", "j.wallaert@dunkerque.example"
ANNE, YVES = "a.bossaert@dunkerque.example", "y.marchand@dunkerque.example"
BERNARD = "b.fiers@gravelines.example"
SAMIRA, DIDIER = "s.boukhari@grande-synthe.example", "d.coppens@grande-synthe.example"

_DUNKERQUE = {
    ASSOCIATIONS: (SOFIA, MALIK),
    CIVIL_STATUS: (FATIMA, ANNE),
    SCHOOLS: (ELISE, ANNE),
    PUBLIC_SPACE: (THOMAS, YVES),
    PARKING: (JULIE, YVES),
}


def desk(insee: str, department: str) -> tuple[str, str]:
    """The agent and the supervisor of a department."""
    if insee == DUNKERQUE:
        return _DUNKERQUE[department]
    return (NORA, BERNARD) if insee == GRAVELINES else (SAMIRA, DIDIER)
