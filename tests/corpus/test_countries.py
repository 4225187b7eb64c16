"""Our countries of birth against the list that FranceConnect's mock service uses (INSEE's codes)."""

import csv
import os
from pathlib import Path

import pytest

from parvis.territory.api import countries
from parvis.territory.domain.naming import folded

FILE = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute() / "franceconnect" / "country.csv"


def test_names_agree():
    if not FILE.exists():
        pytest.skip(f"no corpus: {FILE} is missing (set PARVIS_CORPUS)")
    with FILE.open(newline="") as file:
        theirs: dict[str, set[str]] = {}
        for row in csv.DictReader(file):
            theirs.setdefault(row["cog"], set()).update(folded(row["name"] + " " + row["oldName"]).split())
    apart = []
    for country in countries.listed("fr"):
        if country.code == countries.FRANCE:
            continue
        assert country.code in theirs
        if not any(word[:5] == other[:5] for word in folded(country.fr).split() for other in theirs[country.code]):
            apart.append((country.code, country.fr))
    assert {code for code, _ in apart} <= {"99203", "99443"}, apart  # Irak, Iraq; Bonaire, Pays-Bas caribéens
