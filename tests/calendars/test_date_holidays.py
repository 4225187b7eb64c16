"""Public holidays from 2000 to 2050 against a second library, npm `date-holidays`, made by others from other sources.

`holidays` (tests/calendars/test_holidays.py) and the State's table are the two other witnesses. Where they part, the
table below says who is right, and by which text.
"""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from parvis.calendars.api import Zone, public_holidays
from tests.environment import ROOT
from tests.expressions.page import node

FIRST, LAST = 2000, 2050
#: what the library calls each zone; Alsace-Moselle by its three départements
PLACES = {
    Zone.METROPOLE: ("FR",),
    Zone.ALSACE_MOSELLE: ("FR-57", "FR-67", "FR-68"),
    Zone.GUADELOUPE: ("GP", "FR-GP"),
    Zone.MARTINIQUE: ("MQ", "FR-MQ"),
    Zone.GUYANE: ("GF", "FR-GF"),
    Zone.REUNION: ("RE", "FR-RE"),
    Zone.MAYOTTE: ("YT", "FR-YT"),
    Zone.SAINT_PIERRE_ET_MIQUELON: ("PM",),
    Zone.SAINT_BARTHELEMY: ("BL", "FR-BL"),
    Zone.SAINT_MARTIN: ("MF", "FR-MF"),
    Zone.NOUVELLE_CALEDONIE: ("NC",),
    Zone.POLYNESIE_FRANCAISE: ("PF",),
    Zone.WALLIS_ET_FUTUNA: ("WF",),
}


class Difference(NamedTuple):
    """Days that only one of the two has, by the name of the day; in which years; why ours is right."""

    zone: Zone
    theirs: str
    ours: str
    years: range
    reason: str
    source: str


ALWAYS = range(FIRST, LAST + 1)
DIFFERENCES = (
    Difference(
        Zone.GUADELOUPE,
        "Vendredi saint",
        "",
        ALWAYS,
        "a day off by custom there, a public holiday of the law in Alsace-Moselle and French Polynesia alone",
        "Code du travail L3133-1, L3422-2, L3134-13; the State's table has it for neither",
    ),
    Difference(
        Zone.MARTINIQUE,
        "Vendredi saint",
        "",
        ALWAYS,
        "the same",
        "Code du travail L3133-1, L3422-2, L3134-13; the State's table has it for neither",
    ),
    Difference(
        Zone.SAINT_MARTIN,
        "Abolition de l’esclavage",
        "abolition_of_slavery",
        ALWAYS,
        "28 May there; the library keeps the 27th, which is Guadeloupe's, of which it was a commune",
        "loi 83-550; the State's table (examples/jours_feries.csv); `holidays` says the 28th too",
    ),
    Difference(
        Zone.NOUVELLE_CALEDONIE,
        "Fête de la Citoyenneté",
        "",
        range(FIRST, 2004),
        "a public holiday since 2004 alone: the library has no first year for it",
        "its own labour law; `holidays` says since 2004 too",
    ),
    Difference(
        Zone.POLYNESIE_FRANCAISE,
        "Fête de l’Autonomie",
        "matarii",
        range(2025, 2026),
        "20 November took the place of 29 June from 2025 on; the library begins with 2026",
        "its own labour law; `holidays` says from 2025 too",
    ),
)


@pytest.fixture(scope="module")
def theirs() -> dict[str, dict[str, str]]:
    assert (ROOT / "node_modules" / "date-holidays").exists(), "`make test` installs what tests need"
    places = [place for found in PLACES.values() for place in found]
    script = str(Path(__file__).with_name("date_holidays.mjs"))
    command = [node(), script, str(FIRST), str(LAST), *places]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("zone", "place"), [(zone, place) for zone, found in PLACES.items() for place in found])
def test_every_zone_agrees_with_the_second_library(theirs: dict[str, dict[str, str]], zone: Zone, place: str) -> None:
    ours = {day: str(name) for year in ALWAYS for day, name in public_holidays(year, zone).items()}
    listed = {date.fromisoformat(day): name for day, name in theirs[place].items()}
    assert len(listed) > 50 * 10
    known = [one for one in DIFFERENCES if one.zone is zone]
    for day in sorted(set(ours) ^ set(listed)):
        name, said = (ours[day], "ours") if day in ours else (listed[day], "theirs")
        assert any(getattr(one, said) == name and day.year in one.years for one in known), (day, said, name)
    for one in known:  # none stands here that is no difference any more
        assert any(day.year in one.years and name == one.theirs and day not in ours for day, name in listed.items())
