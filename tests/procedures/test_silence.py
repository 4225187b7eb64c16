"""What no answer means is the authority's reading: confirmed or set by it, and told to those who come after."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.access.api import Role, appoint, wall_for
from parvis.cases import api as cases
from parvis.cases.data import SilenceEffect
from tests.conftest import _as_owner
from tests.factories import people
from tests.factories.procedures import SLUG, temporary_bar_offered
from tests.factories.territory import Territory

pytestmark = pytest.mark.django_db

HOST, LIST = "dunkerque.localhost", "/administration/silence/"
SAID = {"effect": "acceptance", "length": "15", "unit": "days", "base_fr": "Délibération du 3 mars", "base_en": ""}


@pytest.fixture
def town() -> Territory:
    return temporary_bar_offered()


def signed_in(town: Territory, role: Role = Role.SERVICE_DESIGNER) -> Client:
    who = people.person()
    with _as_owner():
        wall = wall_for(town.dunkerque.id, "general")
        appoint(person_id=who.id, organisation_id=town.dunkerque.id, department_id=None, role=role, walls=[wall])
    client = Client()
    people.sign_in(client, who, host=HOST)
    return client


def reading(town: Territory) -> cases.types.Reading:
    [found] = cases.types.readings(town.dunkerque.id)
    return found


@pytest.mark.parametrize("role", [Role.SERVICE_DESIGNER, Role.ADMINISTRATOR])
def test_the_proposed_reading_is_confirmed_as_it_is(town, role):
    client, before = signed_in(town, role), reading(town)
    assert "à confirmer" in client.get(LIST).content.decode()
    path = f"{LIST}{before.case_type_id}/"
    page = client.get(path).content.decode()
    assert "Confirmer" in page
    silence = before.said
    said = {
        "effect": silence.effect, "length": silence.months or silence.days,
        "unit": "months" if silence.months else "days",
        "base_fr": silence.legal_base.into("fr"), "base_en": silence.legal_base.into("en"),
    }  # fmt: skip
    assert client.post(path, said).status_code == 302
    after = reading(town)
    assert after.confirmed
    assert after.said == silence.model_copy(update={"confirmed": True})


def test_another_reading_is_told_to_whoever_comes_next_and_can_be_taken_back(town):
    client, before = signed_in(town), reading(town)
    path = f"{LIST}{before.case_type_id}/"
    assert client.post(path, SAID).status_code == 302
    after = reading(town)
    assert (after.said.effect, after.said.days, after.said.months) == (SilenceEffect.ACCEPTANCE, 15, None)
    assert "Sans réponse après 15" in Client().get(f"/demarches/{SLUG}/", headers={"host": HOST}).content.decode()
    assert client.post(path, {"reset": "1"}).status_code == 302
    assert reading(town).said == before.said
    assert not reading(town).confirmed


@pytest.mark.parametrize(
    "wrong",
    [{"effect": "perhaps"}, {"length": "0"}, {"length": "25", "unit": "months"}, {"length": "366"}, {"base_fr": ""}],
    ids=str,
)
def test_what_is_no_reading_is_refused(town, wrong):
    client, before = signed_in(town), reading(town)
    assert client.post(f"{LIST}{before.case_type_id}/", SAID | wrong).status_code == 422
    assert reading(town) == before


def test_what_another_organisation_handles_is_missing_here(town):
    client = signed_in(town)
    assert client.get(f"{LIST}{town.group.id}/").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.ELECTED_MEMBER])
def test_nobody_else_confirms(town, role):
    client, before = signed_in(town, role), reading(town)
    assert client.get(LIST).status_code == 404
    assert client.post(f"{LIST}{before.case_type_id}/", SAID).status_code == 404
    assert reading(town) == before


def test_the_list_is_one_statement(town):
    client = signed_in(town)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST).status_code == 200
    assert sum("cases_handling" in query["sql"] for query in asked) == 1
