"""Agents at the counter of a commune that offers the temporary bar."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from parvis.access.api import Role, wall_for
from parvis.cases.definition import CaseTypeDefinition
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.procedures import api as procedures
from parvis.procedures.demonstration import temporary_bar
from parvis.territory.data import Sphere
from parvis.territory.models import Department
from tests.cases.conftest import ANSWERS
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.territory import Territory


@dataclass(frozen=True)
class Counter:
    """samira: an agent of Dunkerque's reception; offer: the id of its temporary bar; wall: where its cases are."""

    found: Territory
    samira: Person
    offer: str
    wall: uuid.UUID


def counter(definition: CaseTypeDefinition | None = None) -> Counter:
    """Create it. definition: what is offered instead of the temporary bar as it is."""
    with _as_owner():
        found = temporary_bar_offered()
        if definition is not None:
            procedures.publish(
                found.group.id,
                SLUG,
                definition=definition,
                face=temporary_bar.FACE,
                sphere=Sphere.GENERAL,
                at=clock.now(),
                offered_by=[found.dunkerque.id],
            )
        offer = procedures.get(found.dunkerque.id, SLUG)
        departments = list(Department.objects.filter(organisation=found.dunkerque.id).values_list("id", flat=True))
        walls = {"general": wall_for(found.dunkerque.id, Sphere.GENERAL)}
    place = people.Place(found.dunkerque.id, "dunkerque.localhost", departments, walls)
    samira = people.person(given_name="Samira", family_name="Boukhari")
    return Counter(found, people.member(place, Role.AGENT, who=samira), str(offer.id), walls["general"])


def answers(**changes: Any) -> dict[str, Any]:
    """Answers to every question of the temporary bar, for an event in forty days."""
    opens = clock.now() + dt.timedelta(days=40)
    return ANSWERS | {
        "opens_at": opens.isoformat(timespec="minutes"),
        "closes_at": (opens + dt.timedelta(hours=6)).isoformat(timespec="minutes"),
        **changes,
    }
