"""A communauté with the temporary bar, and its service designers."""

from dataclasses import dataclass, field

import pytest
from django.test import Client

from parvis.access.api import Role, appoint, wall_for
from parvis.cases.domain import revisions
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.kernel.reach import Reach, acting
from parvis.studio.data import Author
from parvis.studio.domain import editing
from parvis.studio.models import Draft
from parvis.territory.api import forget
from parvis.territory.data import Sphere
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.territory import Territory

LIST = "/administration/demarches/"


@dataclass
class Studio:
    """Inès and Marc design for the communauté, Luc for Dunkerque."""

    town: Territory
    ines: Person
    marc: Person
    luc: Person
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: Person | None = None, host: str = "cu-dunkerque.localhost") -> Client:
        who = who or self.ines
        if (key := f"{who.id}{host}") not in self.clients:
            self.clients[key] = Client()
            people.sign_in(self.clients[key], who, host=host)
        return self.clients[key]

    def begun(self, who: Person | None = None) -> "Changed":
        """The temporary bar, being changed."""
        client = self.client(who)
        case_type_id = self.case_type_id
        place = client.post(f"{LIST}{case_type_id}/modifier/")["Location"]
        return Changed(self, place)

    @property
    def case_type_id(self) -> str:
        from parvis.cases.models import CaseType

        return str(CaseType.objects.get(slug=SLUG).id)

    def reach(self, who: Person | None = None, place: str = "group") -> Reach:
        who = who or self.ines
        with _as_owner():
            wall = wall_for(getattr(self.town, place).id, Sphere.GENERAL)
        return Reach(actor="designer", person=who.id, walls=(wall,))


@dataclass
class Changed:
    """A draft, as its pages show it."""

    studio: Studio
    path: str

    @property
    def row(self) -> Draft:
        with _as_owner():
            return Draft.objects.get(id=self.path.split("/")[-2])

    def act(self, what: str, who: Person | None = None, version: int | None = None, **more: str):
        sent = {"act": what, "version": self.row.version if version is None else version, **more}
        return self.studio.client(who).post(f"{self.path}agir/", sent, follow=True)

    def post(self, path: str, data: dict, who: Person | None = None, version: int | None = None):
        sent = {"version": self.row.version if version is None else version, **data}
        return self.studio.client(who).post(self.path + path, sent)

    def page(self, path: str = "", who: Person | None = None) -> str:
        answer = self.studio.client(who).get(self.path + path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


def designer(organisation_id, email: str, given_name: str) -> Person:
    who = people.person(email, given_name=given_name, family_name="Morel")
    with _as_owner():
        appoint(
            person_id=who.id,
            organisation_id=organisation_id,
            department_id=None,
            role=Role.SERVICE_DESIGNER,
            walls=[wall_for(organisation_id, Sphere.GENERAL)],
        )
    return who


def make_studio() -> Studio:
    with _as_owner():
        town = temporary_bar_offered()
    return Studio(
        town,
        designer(town.group.id, "ines@example.org", "Inès"),
        designer(town.group.id, "marc@example.org", "Marc"),
        designer(town.dunkerque.id, "luc@example.org", "Luc"),
    )


@pytest.fixture
def studio(db):
    revisions.load.cache_clear()
    yield make_studio()
    revisions.load.cache_clear()
    forget()


@pytest.fixture
def draft(studio):
    return studio.begun()


def written(studio: Studio, operation, row: Draft, at=None):
    """Do an operation without the pages."""
    with acting(studio.reach()):
        return editing.change(
            row.id, operation, version=row.version, by=Author(studio.ines.id, "Inès Morel"), at=at or clock.now()
        )
