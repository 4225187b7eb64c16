"""What the departments of the demonstration chose: rules of handing out, absences with who stands in, days at risk."""

import datetime as dt
import uuid
from dataclasses import dataclass

from parvis.access.api import Right, acting_as
from parvis.identity.api import find
from parvis.kernel import clock
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.kernel.ids import new_id
from parvis.territory.api import departments, organisations
from parvis.territory.data import Department
from parvis.workload.domain import absences, ruling, settings
from parvis.workload.models import Absence, Rule

_DUNKERQUE, _GRAVELINES, _GRANDE_SYNTHE = "59183", "59273", "59271"
_SOFIA, _MALIK = "s.leclercq@dunkerque.example", "m.kaci@dunkerque.example"
_ELISE, _ANNE = "e.deroo@dunkerque.example", "a.bossaert@dunkerque.example"
_THOMAS, _JULIE = "t.carlier@dunkerque.example", "j.wallaert@dunkerque.example"
_YVES = "y.marchand@dunkerque.example"
_NORA, _BERNARD = "n.lefebvre@gravelines.example", "b.fiers@gravelines.example"
_SAMIRA, _DIDIER = "s.boukhari@grande-synthe.example", "d.coppens@grande-synthe.example"
_BAR, _MOVE = "buvette-temporaire", "stationnement-demenagement"


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A rule: by which supervisor, of which department, for whom; letters of the family name, a comparison."""

    by: str
    commune: str
    department: str
    people: tuple[str, ...]
    procedure: str = ""
    letters: tuple[str, str] = ("", "")
    compared: tuple[str, str, str] = ("", "", "")


_RULES = (
    _Ruled(_MALIK, _DUNKERQUE, "vie-associative", (_SOFIA,), _BAR, ("A", "K")),
    _Ruled(_MALIK, _DUNKERQUE, "vie-associative", (_MALIK,), _BAR, ("L", "Z")),
    # A truck with a trailer: who decides looks at it at once.
    _Ruled(_YVES, _DUNKERQUE, "domaine-public", (_YVES,), _MOVE, compared=("kerb", "least", "18")),
    _Ruled(_YVES, _DUNKERQUE, "domaine-public", (_THOMAS,)),
    _Ruled(_YVES, _DUNKERQUE, "stationnement", (_JULIE,)),
    _Ruled(_DIDIER, _GRANDE_SYNTHE, "etat-civil", (_SAMIRA,), letters=("A", "M")),
    _Ruled(_DIDIER, _GRANDE_SYNTHE, "etat-civil", (_DIDIER,), letters=("N", "Z")),
)
#: who is away, who stands in, the first and the last day from today, who entered it
_AWAY = (
    (_DUNKERQUE, _JULIE, _THOMAS, -1, 9, _JULIE),
    (_DUNKERQUE, _ELISE, _ANNE, 7, 11, _ANNE),
    (_GRAVELINES, _NORA, _BERNARD, 14, 25, _NORA),
)
#: days at risk, and what becomes of what arrives
_CHOSEN = (
    (_YVES, _DUNKERQUE, "domaine-public", 3, ""),
    (_DIDIER, _GRANDE_SYNTHE, "etat-civil", 5, "rules"),
)


def _person(email: str) -> uuid.UUID:
    found = find(email)
    if found is None:
        raise LookupError(f"the demonstration's {email} has no account")
    return found.id


def _department(commune: str, code: str) -> Department:
    return departments.by_code(_organisation(commune), code)


def _organisation(commune: str) -> uuid.UUID:
    found = organisations.by_insee(commune)
    if found is None:
        raise LookupError(f"the demonstration's commune {commune} was not created")
    return found.id


def _fill() -> None:
    for one in _RULES:
        place = _department(one.commune, one.department)
        variable, operator, value = one.compared
        with acting_as(_person(one.by), Right.ASSIGN_CASES):
            ruling.keep(
                Rule(
                    id=new_id(),
                    organisation_id=place.organisation_id,
                    department_id=place.id,
                    procedure=one.procedure,
                    first_letter=one.letters[0],
                    last_letter=one.letters[1],
                    variable=variable,
                    operator=operator,
                    value=value,
                    people=[_person(email) for email in one.people],
                )
            )
    for by, commune, code, days, arrival in _CHOSEN:
        place = _department(commune, code)
        with acting_as(_person(by), Right.ASSIGN_CASES):
            settings.choose(place.id, place.organisation_id, risk_days=days, arrival=arrival)
    today = clock.today()
    for commune, email, instead, first, last, by in _AWAY:
        with acting_as(_person(by), Right.HANDLE_CASES):
            absences.enter(
                _organisation(commune),
                _person(email),
                today + dt.timedelta(days=first),
                today + dt.timedelta(days=last),
                replacement_id=_person(instead),
                by=_person(by),
                at=clock.now(),
            )


FILLERS.register(Filler("70-workload", lambda: not (Absence.objects.exists() or Rule.objects.exists()), _fill))
