"""An administrator keeps departments and closing days: whom requests reach, and when deadlines wait."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Role, appoint, wall_for
from parvis.cases.domain.handling import department_of
from parvis.kernel import clock
from parvis.territory.api import closing_days, departments
from parvis.territory.data import Text
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.territory import Territory, territory

pytestmark = pytest.mark.django_db

HOST = "dunkerque.localhost"
SERVICES, DAYS = "/administration/services/", "/administration/site/fermetures/"
SAID = {"name_fr": "Vie associative", "name_en": "", "phone": "", "email": "", "address": "", "website": ""}


@pytest.fixture
def town() -> Territory:
    return territory()


def signed_in(town: Territory, role: Role = Role.ADMINISTRATOR) -> Client:
    who = people.person(given_name="Claire", family_name="Vandamme")
    with _as_owner():
        wall = wall_for(town.dunkerque.id, "general")
        appoint(person_id=who.id, organisation_id=town.dunkerque.id, department_id=None, role=role, walls=[wall])
    client = Client()
    people.sign_in(client, who, host=HOST)
    return client


def associations(town: Territory):
    return departments.by_code(town.dunkerque.id, "vie-associative")


def test_a_department_is_made_with_a_code_of_its_own_and_falls_back_on_the_organisation(town):
    client = signed_in(town)
    answer = client.post(f"{SERVICES}nouveau/", SAID | {"day0": "8h30-12h"})
    assert (answer.status_code, answer.url) == (302, SERVICES)
    made = departments.by_code(town.dunkerque.id, "vie-associative-2")
    assert made.contact.phone == town.dunkerque.contact.phone
    assert made.contact.hours.week[0][0].opens == dt.time(8, 30)
    assert departments.own_contact(made.id).phone == ""
    assert "Vie associative" in client.get(SERVICES).content.decode()


def test_a_department_is_renamed_and_keeps_its_code(town):
    client, before = signed_in(town), associations(town)
    path = f"{SERVICES}{before.id}/"
    assert "vie-associative" not in client.get(path).content.decode(), "a code is for programs"
    assert client.post(path, SAID | {"name_fr": "Associations et fêtes", "phone": "03 28 26 26 26"}).status_code == 302
    after = associations(town)
    assert (after.id, after.name.fr) == (before.id, "Associations et fêtes")
    assert after.contact.phone_link == "+33328262626"
    # Shown again, the page holds what the department has of its own, not what it falls back on.
    page = client.get(path).content.decode()
    assert "26\u00a026" in page or "26 26" in page
    assert town.dunkerque.contact.email not in page.partition("<form")[2]


@pytest.mark.parametrize(
    "wrong",
    [{"name_fr": ""}, {"phone": "12"}, {"email": "nobody"}, {"day0": "eight"}],
    ids=lambda said: next(iter(said)),
)
def test_what_cannot_be_used_is_said_and_kept(town, wrong):
    client, before = signed_in(town), associations(town)
    answer = client.post(f"{SERVICES}{before.id}/", SAID | {"name_fr": "Autre"} | wrong)
    assert answer.status_code == 422
    assert "Il y a un point à corriger" in answer.content.decode()
    assert associations(town).name == before.name


def test_a_closed_department_gets_nothing_new_and_can_be_opened_again(town):
    client, found = signed_in(town), associations(town)
    assert client.post(f"{SERVICES}{found.id}/fermer/").status_code == 302
    reception = departments.reception(town.dunkerque.id)
    assert found.id not in {one.id for one in departments.of(town.dunkerque.id)}
    assert departments.get(found.id).is_closed, "what it did still has its name"
    assert department_of(town.dunkerque.id, "vie-associative") == reception.id, "new requests go to the reception"
    page = client.get(SERVICES).content.decode()
    assert "fermé" in page
    assert client.post(f"{SERVICES}{found.id}/ouvrir/").status_code == 302
    assert department_of(town.dunkerque.id, "vie-associative") == found.id


def test_the_reception_stays_open(town):
    client, reception = signed_in(town), departments.reception(town.dunkerque.id)
    assert "Fermer ce service" not in client.get(f"{SERVICES}{reception.id}/").content.decode()
    answer = client.post(f"{SERVICES}{reception.id}/fermer/", follow=True)
    assert "reste ouvert" in answer.content.decode()
    assert not departments.get(reception.id).is_closed


def test_another_organisations_department_is_missing(town):
    client = signed_in(town)
    other = departments.save(town.gravelines.id, "ailleurs", name=Text("Ailleurs", ""))
    for path in ("", "fermer/", "ouvrir/"):
        assert client.post(f"{SERVICES}{other.id}/{path}", SAID).status_code == 404
    assert departments.get(other.id).name.fr == "Ailleurs"


def test_an_agent_changes_none_of_it(town):
    client, found = signed_in(town, Role.AGENT), associations(town)
    for path in (SERVICES, f"{SERVICES}nouveau/", f"{SERVICES}{found.id}/", f"{SERVICES}{found.id}/fermer/", DAYS):
        assert client.post(path, SAID).status_code == 404
    assert not departments.get(found.id).is_closed


def test_the_list_costs_the_same_for_many(town):
    client = signed_in(town)
    client.get(SERVICES)
    with CaptureQueriesContext(connection) as few:
        client.get(SERVICES)
    for number in range(12):
        departments.save(town.dunkerque.id, f"s{number}", name=Text(f"Service {number}", ""))
    client.get(SERVICES)
    with CaptureQueriesContext(connection) as many:
        client.get(SERVICES)
    assert len(many) == len(few)


def test_a_closing_day_is_added_shown_and_removed(town):
    client, day = signed_in(town), clock.today() + dt.timedelta(days=10)
    assert client.post(DAYS, {"date": day.isoformat(), "name_fr": "Pont"}).status_code == 302
    assert [found.date for found in closing_days.coming(town.dunkerque.id, clock.today())] == [day]
    assert "Pont" in client.get(DAYS).content.decode()
    assert closing_days.coming(town.gravelines.id, clock.today()) == []
    assert client.post(f"{DAYS}supprimer/", {"date": day.isoformat()}).status_code == 302
    assert closing_days.coming(town.dunkerque.id, clock.today()) == []


def test_a_day_of_the_whole_territory_is_shown_and_not_removed_here(town):
    client, day = signed_in(town), clock.today() + dt.timedelta(days=10)
    closing_days.add(day, Text("Fermeture du territoire", ""))
    page = client.get(DAYS).content.decode()
    assert "tout le territoire" in page
    assert "Retirer" not in page
    client.post(f"{DAYS}supprimer/", {"date": day.isoformat()})
    assert len(closing_days.coming(town.dunkerque.id, clock.today())) == 1


@pytest.mark.parametrize("wrong", ["", "2026-02-30", "1999-01-01", "9999-01-01", "demain"])
def test_a_day_that_is_none_is_refused(town, wrong):
    client = signed_in(town)
    assert client.post(DAYS, {"date": wrong}).status_code == 422
    assert client.post(f"{DAYS}supprimer/", {"date": wrong}).status_code in (302, 404)
