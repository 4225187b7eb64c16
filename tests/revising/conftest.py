"""A desk whose temporary bar is changed while requests are open; Inès designs."""

import copy
import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from parvis.access.api import Role
from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import revisions
from parvis.cases.models import Case, Draft
from parvis.identity.models import Person
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import Reach
from parvis.procedures.demonstration import temporary_bar
from parvis.revising.models import Item, Passage
from parvis.territory.api import forget
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.desk import Desk, desk as make_desk
from tests.queue import run_waiting

NEW_QUESTION = {
    "id": "insured",
    "type": "yes_no",
    "label": {"fr": "Êtes-vous assurés ?", "en": "Insured?"},
    "required": True,
}


def changed(**how: Any) -> CaseTypeDefinition:
    """The temporary bar as it is next month: a question less (`capacity`), one more (`insured`), a group of drinks
    fewer, and the status “under_review” under another name."""
    document = copy.deepcopy(temporary_bar.definition().model_dump(mode="json"))
    for page in document["form"]["pages"]:
        for section in page["sections"]:
            section["items"] = [one for one in section["items"] if one["id"] != "capacity"]
            if section["id"] == "in_charge" and how.get("asks", True):
                section["items"].append(NEW_QUESTION)
            for item in section["items"]:
                if item["id"] == "groups":
                    item["options"]["choices"] = item["options"]["choices"][:1]
                if item["id"] == "place" and how.get("hides"):
                    item["condition"] = {"==": [{"var": "agreed"}, True]}
    text = CaseTypeDefinition.model_validate(document).model_dump_json()
    text = text.replace("{capacity}", "organisateur")
    if how.get("status", True):
        text = text.replace('"under_review"', '"examined"')
    return CaseTypeDefinition.model_validate_json(text)


@dataclass
class Bench:
    """The desk, its designer, and what was looked at."""

    desk: Desk
    ines: Person
    client: Client

    @property
    def path(self) -> str:
        return f"/administration/demarches/{self.desk.town.case_type.id}/passage/"

    def publish(self, definition: CaseTypeDefinition | None = None) -> Any:
        with _as_owner():
            return cases.types.publish(self.desk.town.case_type.id, definition or changed(), at=clock.now())

    def draft(self, age: int = 60, **answers: Any) -> Any:
        """A resident's draft that nobody touched for so many minutes."""
        day = clock.today() + dt.timedelta(days=40)
        opens = dt.datetime.combine(day, dt.time(18), PARIS)
        hours = {"opens_at": opens.isoformat(), "closes_at": (opens + dt.timedelta(hours=6)).isoformat()}
        draft_id, token = self.desk.town.draft(**hours | answers)
        with _as_owner():
            Draft.objects.filter(id=draft_id).update(saved_at=clock.now() - dt.timedelta(minutes=age))
        return draft_id, token

    def look(self) -> Passage:
        place = self.client.post(self.path)["Location"]
        run_waiting()
        with _as_owner():
            return Passage.objects.get(id=place.split("/")[-2])

    def items(self, passage: Passage) -> list[Item]:
        with _as_owner():
            return list(Item.objects.filter(passage=passage).order_by("id"))

    def move(self, passage: Passage, groups: list[str] | None = None, **mapping: str) -> Passage:
        chosen = groups if groups is not None else [one.group for one in self.items(passage)]
        sent = {"group": chosen, **{f"status-{name}": to for name, to in mapping.items()}}
        self.client.post(f"{self.path}{passage.id}/deplacer/", sent)
        run_waiting()
        return self.fresh(passage)

    def fresh(self, passage: Passage) -> Passage:
        with _as_owner():
            passage.refresh_from_db()
        return passage

    def case(self, made: Any) -> Case:
        with _as_owner():
            return Case.objects.get(id=made.case_id)

    def row(self, draft_id: Any) -> Draft:
        with _as_owner():
            return Draft.objects.get(id=draft_id)

    @property
    def reach(self) -> Reach:
        return Reach(actor="reviser", walls=(self.desk.town.wall_id,))


def make_bench() -> Bench:
    here = make_desk()
    ines = people.member(here.place, Role.SERVICE_DESIGNER, who=people.person(given_name="Inès", family_name="Morel"))
    client = Client()
    people.sign_in(client, ines, host=here.place.host)
    return Bench(here, ines, client)


@pytest.fixture
def bench(db):
    revisions.load.cache_clear()
    yield make_bench()
    revisions.load.cache_clear()
    forget()
