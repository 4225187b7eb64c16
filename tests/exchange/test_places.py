"""Where a case is on a map: nowhere rather than in a false place."""

import io
import json

import pytest

from parvis.exchange.data import Column, Options, Place, Row
from parvis.exchange.domain.places import Places
from parvis.exchange.domain.writers.json import write_map
from parvis.exchange.domain.writers.sheets import Book
from parvis.forms.data import IndexKind
from parvis.territory import models as territory
from parvis.territory.api import forget
from tests.conftest import _as_owner
from tests.factories.desk import desk as make_desk
from tests.workspace.test_inbox import _fresh  # noqa: F401 - what a process keeps is read anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db):
    return make_desk()


def test_a_place_is_given_only_where_it_is_known(here):
    with _as_owner():
        territory.Organisation.objects.update(longitude=2.377, latitude=51.034)
    forget()
    places = Places()
    asked = {"event_name": "Nom", "where": "Adresse"}
    town = {"postcode": "59140", "city": "DUNKERQUE"}
    found = places.place({"where": town, "event_name": "Dunkerque"}, asked)
    assert (found.longitude, found.latitude, found.precision, found.said_by) == (2.377, 51.034, "commune", "Adresse")
    # the town hall is no address: what is known stands there in words
    address = town | {"street": "1 rue X"}
    assert places.place({"where": address}, asked) == Place(None, None, "none", "Adresse", "1 rue X, 59140 DUNKERQUE")
    abroad = places.place({"where": {"insee": "75056"}}, asked)
    assert (abroad.longitude, abroad.precision) == (None, "none")
    for other in (town | {"city": "Nulle-Part"}, town | {"postcode": "75001"}, "Dunkerque", 3):
        assert places.place({"where": other}, asked) is None
    columns = [Column("reference", "Référence", IndexKind.CODE)]
    rows = [
        Row("A", ["A"], place=found),
        Row("B", ["B"], place=Place(None, None, "none", "Adresse", "1 rue X")),
        Row("C", ["C"]),
    ]
    out = io.BytesIO()
    write_map(Book("", columns, {}, Options(), 3), lambda: rows, out)
    features = json.loads(out.getvalue())["features"]
    assert [one["geometry"] and one["geometry"]["coordinates"] for one in features] == [[2.377, 51.034], None, None]
    assert [one["properties"]["place_said"] for one in features] == ["59140 DUNKERQUE", "1 rue X", None]
    assert [one["properties"]["place_precision"] for one in features] == ["commune", "none", "none"]
