"""What is held of people is declared, walled and has an eraser that exists."""

import dataclasses
import html

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation
from django.utils.module_loading import import_string

from parvis.kernel.personal import declarations
from parvis.privacy import api
from parvis.privacy.api import eraser_of, holdings
from parvis.privacy.registry import activities
from parvis.territory.api import organisations
from tests.conftest import _as_owner
from tests.factories.territory import territory


def test_every_model_declares():
    ours = [model for model in apps.get_models() if model.__module__.startswith("parvis.")]
    assert [model._meta.label for model in ours if model not in declarations] == []
    silent = [
        model._meta.label for model in ours if declarations[model].wall is None and not declarations[model].reason
    ]
    assert silent == [], "say why they hold no personal data"


@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: holding.model)
def test_every_eraser_exists(holding):
    assert callable(eraser_of(holding))
    assert import_string(holding.eraser).__doc__, "its docstring is its contract"


def test_the_wall_of_each_is_a_column_of_its_table():
    wrong = []
    for holding in holdings():
        columns = {column.attname for column in apps.get_model(holding.model)._meta.concrete_fields}
        known = {"actor": True, "token": "token_hash" in columns, "person_id": bool({"person_id", "id"} & columns)}
        if not known.get(holding.wall, holding.wall in columns):
            wrong.append(holding)
    assert wrong == []


def test_everything_that_is_held_of_people_has_a_declared_purpose():
    """The page on personal data of every site says why (RGPD art. 13.1 c): a new table needs an activity."""
    assert api.unexplained() == []


def test_what_has_no_purpose_is_found():
    stripped = dataclasses.replace(activities["20-accounts"], models=("identity.Person",))
    with activities.overridden(stripped):
        found = {holding.model for holding in api.unexplained()}
    assert "identity.Session" in found
    assert "identity.Person" not in found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_of_each_site_lists_them_with_its_officer(db, language):
    town = territory()
    with _as_owner():
        organisations.set_contact(town.dunkerque.id, privacy_email="dpo@cu-dunkerque.example")
    client = Client(headers={"host": "dunkerque.localhost"})
    client.cookies["langue"] = language
    with translation.override(language):
        text = client.get("/donnees-personnelles/").content.decode()
        for activity in api.listed_activities():
            for said in (activity.purpose, activity.ground, activity.kept):
                assert html.escape(str(said)) in text.replace("&#39;", "&#x27;")
    assert 'href="mailto:dpo@cu-dunkerque.example"' in text
