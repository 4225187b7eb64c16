"""Zones of addresses in requests: known while filling in, kept with the case whatever the table says later."""

import pytest

from parvis.cases.data import CaseTypeDefinition, Zone
from parvis.cases.domain import zones
from parvis.kernel import clock
from parvis.territory.api import zone_tables
from parvis.territory.data import Text
from parvis.territory.domain.zones import Stretch
from tests.factories.territory import territory

pytestmark = pytest.mark.django_db

HOME = {"street": "3 r. de la Marine", "postcode": "59140", "city": "Dunkerque"}


@pytest.fixture
def dunkerque(db, as_owner):
    found = territory().dunkerque
    put(found.id, Stretch("Pasteur", "Rue de la Marine"))
    return found


def put(organisation_id, *stretches):
    zone_tables.replace(organisation_id, "school_sectors", Text("Secteurs scolaires", "School sectors"), stretches)


def asked(**zone):
    return CaseTypeDefinition.model_construct(zones=(zone_of(**zone),))


def zone_of(**more):
    return Zone.model_validate({"id": "sector", "table": "school_sectors", "address": "home", **more})


@pytest.mark.parametrize(
    ("change", "zone"),
    [
        ({}, "Pasteur"),
        ({"city": "Malo-les-Bains"}, "Pasteur"),
        ({"postcode": "59820", "city": "Gravelines"}, None),
        ({"street": "3 rue Carnot"}, None),
    ],
)
def test_the_zone_of_an_address(dunkerque, change, zone):
    [following] = zones.followings(asked())
    around = zones.context(dunkerque.id, clock.today().isoformat())
    assert following.of({**HOME, **change}, around) == zone


def test_a_known_table_costs_no_statement_and_a_changed_one_is_seen_at_once(dunkerque, django_assert_num_queries):
    [following] = zones.followings(asked())
    around = zones.context(dunkerque.id, clock.today().isoformat())
    following.of(HOME, around)
    with django_assert_num_queries(0):
        assert following.of(HOME, around) == "Pasteur"
    put(dunkerque.id, Stretch("Carnot", "Rue de la Marine"))
    assert following.of(HOME, around) == "Carnot"
    zone_tables.remove(dunkerque.id, "school_sectors")
    assert following.of(HOME, around) is None
    assert following.of(HOME, {"today": "2026-05-04"}) is None


def test_tables_that_overlap_are_refused_and_nothing_changes(dunkerque):
    with pytest.raises(ValueError, match="two zones"):
        put(dunkerque.id, Stretch("A", "rue X"), Stretch("B", "rue X"))
    assert [one.stretches for one in zone_tables.of(dunkerque.id)] == [1]
