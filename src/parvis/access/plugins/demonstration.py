"""What the people of the demonstration are: memberships and their walls."""

import datetime as dt
import uuid

from parvis.access.data import Role
from parvis.access.domain import members, walls
from parvis.access.models import Membership
from parvis.identity.api import find
from parvis.kernel import clock
from parvis.kernel.demonstration import FILLERS, Filler
from parvis.territory.api import departments, organisations
from parvis.territory.data import Organisation, OrganisationKind, Sphere

_DUNKERQUE, _GRAVELINES = "59183", "59273"
#: long enough ago for everything that the demonstration tells of them
_SINCE = dt.timedelta(days=450)
_GRANDE_SYNTHE = "59271"
_EVERYTHING = (Sphere.GENERAL, Sphere.CIVIL_STATUS, Sphere.SCHOOL, Sphere.PUBLIC_SPACE)
#: address, commune, role, department ("": all of the organisation's), quality ("": signs nothing), spheres
_AGENTS: tuple[tuple[str, str, Role, str, str, tuple[Sphere, ...]], ...] = (
    ("s.leclercq@dunkerque.example", _DUNKERQUE, Role.AGENT, "vie-associative", "", (Sphere.GENERAL,)),
    (
        "m.kaci@dunkerque.example", _DUNKERQUE, Role.SUPERVISOR, "vie-associative",
        "Le directeur de la vie associative", (Sphere.GENERAL,),
    ),
    ("f.kerrouche@dunkerque.example", _DUNKERQUE, Role.AGENT, "etat-civil", "", (Sphere.CIVIL_STATUS,)),
    (
        "e.deroo@dunkerque.example", _DUNKERQUE, Role.AGENT, "affaires-scolaires",
        "La responsable des inscriptions", (Sphere.SCHOOL,),
    ),
    (
        "a.bossaert@dunkerque.example", _DUNKERQUE, Role.SUPERVISOR, "",
        "La directrice de la population et des écoles", (Sphere.CIVIL_STATUS, Sphere.SCHOOL),
    ),
    ("t.carlier@dunkerque.example", _DUNKERQUE, Role.AGENT, "domaine-public", "", (Sphere.PUBLIC_SPACE,)),
    (
        "j.wallaert@dunkerque.example", _DUNKERQUE, Role.AGENT, "stationnement",
        "La responsable du stationnement", (Sphere.PUBLIC_SPACE,),
    ),
    (
        "y.marchand@dunkerque.example", _DUNKERQUE, Role.SUPERVISOR, "",
        "Le directeur de l’espace public", (Sphere.PUBLIC_SPACE,),
    ),
    ("n.lefebvre@gravelines.example", _GRAVELINES, Role.AGENT, "", "La responsable de l’accueil", _EVERYTHING),
    ("b.fiers@gravelines.example", _GRAVELINES, Role.SUPERVISOR, "", "Le directeur général des services", _EVERYTHING),
    ("s.boukhari@grande-synthe.example", _GRANDE_SYNTHE, Role.AGENT, "", "La responsable de l’accueil", _EVERYTHING),
    (
        "d.coppens@grande-synthe.example", _GRANDE_SYNTHE, Role.SUPERVISOR, "",
        "Le directeur de la citoyenneté", _EVERYTHING,
    ),
)  # fmt: skip


def _commune(insee: str) -> Organisation:
    found = organisations.by_insee(insee)
    if found is None:
        raise LookupError(f"the demonstration's commune {insee} was not created")
    return found


def _appoint(
    email: str, organisation: Organisation, role: Role, *spheres: Sphere, department: str = "", quality: str = ""
) -> None:
    """Whoever has a quality of their own signs by the mayor's delegation (CGCT L2122-19)."""
    person = find(email)
    if person is None:
        raise LookupError(f"the demonstration's {email} has no account")
    members.appoint(
        person_id=person.id,
        organisation_id=organisation.id,
        department_id=departments.by_code(organisation.id, department).id if department else None,
        role=role,
        walls=_walls(organisation.id, spheres),
        since=clock.today() - _SINCE,
        quality=quality,
        by_delegation=bool(quality),
    )


def _walls(organisation_id: uuid.UUID, spheres: tuple[Sphere, ...]) -> list[uuid.UUID]:
    return [walls.wall_for(organisation_id, sphere) for sphere in spheres]


def _fill() -> None:
    dunkerque = _commune(_DUNKERQUE)
    for email, insee, role, department, quality, spheres in _AGENTS:
        _appoint(email, _commune(insee), role, *spheres, department=department, quality=quality)
    # An administrator opens no case: these walls say within which spheres she may invite.
    _appoint("c.vandamme@dunkerque.example", dunkerque, Role.ADMINISTRATOR, *Sphere)
    _appoint("p.vandenbussche@dunkerque.example", dunkerque, Role.ELECTED_MEMBER, Sphere.GENERAL)
    for organisation in organisations.all():
        _appoint("h.dubois@cu-dunkerque.example", organisation, Role.DATA_PROTECTION_OFFICER, Sphere.GENERAL)
        if organisation.kind is OrganisationKind.GROUP:
            _appoint("i.morel@cu-dunkerque.example", organisation, Role.SERVICE_DESIGNER, Sphere.GENERAL)


FILLERS.register(Filler("30-memberships", lambda: not Membership.objects.exists(), _fill))
