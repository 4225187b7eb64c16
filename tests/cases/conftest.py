"""A commune, its department, its wall, and the temporary bar published in it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from parvis.access.api import wall_for
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Office, Submitted
from parvis.cases.domain import revisions
from parvis.cases.models import CaseType, Handling
from parvis.kernel.ids import new_id
from parvis.kernel.reach import Reach, acting
from parvis.procedures.demonstration import temporary_bar
from parvis.territory import models as territory
from parvis.territory.api import forget
from parvis.territory.data import OrganisationKind, Sphere

AT = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)

ANSWERS: dict[str, Any] = {
    "association": {"name": "Les Corsaires de la Citadelle", "rna": "W594001234", "siret": "73282932000074"},
    "agreed": False,
    "event_name": "Fête de la Saint-Jean",
    "setting": "outside",
    "occasion": "own_event",
    "place": "Place Jean-Bart",
    "opens_at": "2026-06-24T18:00:00+02:00",
    "closes_at": "2026-06-25T01:00:00+02:00",
    "groups": ["1", "3"],
    "responsible": {"first_names": "Jean", "family_name": "Deswarte"},
    "capacity": "Trésorier",
    "email": "jean.deswarte@example.fr",
    "phone": "+33612345678",
}


@dataclass
class Town:
    """What the tests know of the commune."""

    organisation_id: uuid.UUID
    department_id: uuid.UUID
    wall_id: uuid.UUID
    case_type: CaseType
    handling: Handling

    def agent(self, *roles: str, name: str = "Sofia Leclercq", person_id: uuid.UUID | None = None) -> Actor:
        return Actor(
            ActorKind.AGENT,
            name=name,
            person_id=person_id or new_id(),
            roles={self.wall_id: frozenset(roles or {"agent"})},
            offices={self.wall_id: Office("Adjointe au maire", by_delegation=True)},
        )

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Act within the town's wall, as a signed-in agent does."""
        with acting(Reach(actor="web", person=uuid.UUID(int=1), walls=(self.wall_id,))):
            yield

    def draft(self, answers: dict[str, Any] | None = None, **changes: Any) -> tuple[uuid.UUID, str]:
        """A draft filled in by a visitor without account, and the secret's hash that opens it."""
        token = uuid.uuid4().hex * 2
        with acting(Reach(actor="web", token=token)):
            made = cases.drafts.start(
                self.case_type.id,
                self.organisation_id,
                by=VISITOR,
                at=AT,
                token_hash=token,
                answers=(answers or ANSWERS) | changes,
            )
        return made.id, token

    def submit(self, at: dt.datetime = AT, **changes: Any) -> Submitted:
        """A case that a visitor submitted."""
        draft_id, token = self.draft(**changes)
        with acting(Reach(actor="web", token=token)):
            return cases.submit(draft_id, by=VISITOR, at=at)


VISITOR = Actor(ActorKind.RESIDENT, name="Jean Deswarte")


def make_town(name: str = "Dunkerque", prefix: str = "DK", insee: str = "59183") -> Town:
    organisation = territory.Organisation.objects.create(
        kind=OrganisationKind.COMMUNE,
        name=name,
        title=f"Ville de {name}",
        prefix=prefix,
        insee=insee,
        county="59",
        address="Place Charles-Valentin",
        phone="03 28 26 26 26",
        email="mairie@example.fr",
    )
    department = territory.Department.objects.create(
        organisation=organisation, code="vie-associative", name_fr="Vie associative et événements", is_reception=True
    )
    territory.Site.objects.create(organisation=organisation, label=name.lower(), name=name)
    forget()
    case_type = cases.types.ensure(organisation.id, temporary_bar.SLUG, sphere=Sphere.GENERAL, at=AT)
    cases.types.publish(case_type.id, temporary_bar.definition(), at=AT)
    handling = cases.types.handle(case_type.id, organisation.id)
    case_type.refresh_from_db()
    return Town(organisation.id, department.id, wall_for(organisation.id, Sphere.GENERAL), case_type, handling)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Nothing that a process keeps outlives the database of a test."""
    revisions.load.cache_clear()
    yield
    revisions.load.cache_clear()
    forget()


@pytest.fixture
def town(db: None) -> Town:
    return make_town()
