"""The territory beside data that others made: boundaries of 2018, the communes that FranceConnect knows."""

import csv
import json
import os
from pathlib import Path

import pytest

from parvis.territory.api import communes, organisations
from parvis.territory.domain import creation, directory

CORPUS = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute()
BOUNDARIES = CORPUS / "geo" / "cud-17-communes.geojson"
CITIES = CORPUS / "franceconnect" / "city.csv"


@pytest.mark.django_db
@pytest.mark.skipif(not BOUNDARIES.is_file(), reason="PARVIS_CORPUS holds no boundaries of Dunkerque's communes")
def test_our_boundaries_cover_those_of_2018() -> None:
    from shapely.geometry import shape

    directory.forget()
    creation.create(epci="245900428")
    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
    assert len(features) == 17
    for feature in features:
        found = organisations.by_insee(feature["properties"]["code"])
        assert found is not None, feature["properties"]
        geometry = organisations.boundary(found.id)
        assert geometry is not None
        ours, theirs = shape(dict(geometry)).buffer(0), shape(feature["geometry"]).buffer(0)
        overlap = ours.intersection(theirs).area / ours.union(theirs).area
        # both are simplified, by different hands: small communes overlap less
        assert overlap > 0.75, f"{found.name}: {overlap:.2f}"


@pytest.mark.skipif(not CITIES.is_file(), reason="PARVIS_CORPUS holds no list of communes")
def test_nearly_every_commune_of_birth_that_franceconnect_gives_is_known() -> None:
    with CITIES.open(encoding="utf-8", newline="") as file:
        codes = {row["cog"] for row in csv.DictReader(file)}
    assert len(codes) > 35_000
    sample = sorted(codes)[::20]
    unknown = [code for code in sample if communes.get(code) is None]
    # The list holds communes that disappeared long ago (before 1943, or in Algeria): INSEE's history, not today's map.
    assert len(unknown) < 0.05 * len(sample), (len(unknown), len(sample), unknown[:20])
    known = [code for code in sample if code not in unknown]
    assert all(found is not None and found.name for found in map(communes.get, known))


@pytest.mark.skipif(not CITIES.is_file(), reason="PARVIS_CORPUS holds no list of communes")
def test_names_as_franceconnect_writes_them_find_their_commune() -> None:
    with CITIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::400]
    missed = []
    for row in rows:
        here = communes.get(row["cog"])
        if here is None:
            continue
        found = {one.insee for one in communes.search(row["name"], 60, former=True)}
        if here.insee not in found:
            missed.append((row["name"], here.name))
    assert len(missed) < 0.1 * len(rows), missed
