"""Public holidays: known years by hand, every year from 1983 to 2100 against the `holidays` library."""

import csv
from datetime import date
from pathlib import Path

import pytest
from holidays.countries import France

from parvis.calendars.api import Calendar, Holiday, Zone, easter, is_public_holiday, public_holidays, zone_of

#: The library's subdivision for each zone, and customary days that it adds without a law.
ORACLE = {
    Zone.METROPOLE: (None, set()),
    Zone.ALSACE_MOSELLE: ("6AE", set()),
    Zone.GUADELOUPE: ("971", {"Vendredi saint", "Mi-Carême", "Fête de Victor Schoelcher"}),
    Zone.MARTINIQUE: ("972", {"Vendredi saint", "Fête de Victor Schoelcher"}),
    Zone.GUYANE: ("973", set()),
    Zone.REUNION: ("974", set()),
    Zone.MAYOTTE: ("976", set()),
    Zone.SAINT_PIERRE_ET_MIQUELON: ("PM", set()),
    Zone.SAINT_BARTHELEMY: ("BL", set()),
    Zone.SAINT_MARTIN: ("MF", {"Fête de Victor Schoelcher"}),
    Zone.NOUVELLE_CALEDONIE: ("NC", set()),
    Zone.POLYNESIE_FRANCAISE: ("PF", set()),
    Zone.WALLIS_ET_FUTUNA: ("WF", set()),
}
#: What the State publishes (data.gouv.fr, jours_feries.csv, Licence Ouverte): the common list, each zone’s own days.
PUBLISHED = Path(__file__).parent / "examples/jours_feries.csv"
#: The State's table lacks the days that these add by their own law.
ONLY_COMMON = {
    Zone.NOUVELLE_CALEDONIE: {"09-24"},
    Zone.POLYNESIE_FRANCAISE: {"03-05", "11-20", "2026-04-03", "2027-03-26", "2028-04-14"},
    Zone.WALLIS_ET_FUTUNA: {"04-28", "06-29", "07-29"},
}


def test_the_holidays_of_2026() -> None:
    assert [day.isoformat() for day in public_holidays(2026)] == [
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-08",
        "2026-05-14",
        "2026-05-25",
        "2026-07-14",
        "2026-08-15",
        "2026-11-01",
        "2026-11-11",
        "2026-12-25",
    ]


@pytest.mark.parametrize("zone", Zone)
def test_every_zone_agrees_with_the_library(zone: Zone) -> None:
    subdivision, customs = ORACLE[zone]
    # Mayotte, Saint-Barthélemy and Saint-Martin had their day by later decrees; today's list is what we promise
    years = range(2013, 2101)
    listed = France(subdiv=subdivision, years=years, language="fr")
    expected = {day for day in listed if not set(listed.get_list(day)) <= customs}
    assert {day for year in years for day in public_holidays(year, zone)} == expected


@pytest.mark.parametrize("zone", Zone)
def test_every_zone_agrees_with_what_the_state_publishes(zone: Zone) -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    published = {date.fromisoformat(row["date"]) for row in rows if row["zone"] in ("everywhere", zone.value)}
    ours = {day for year in (2026, 2027, 2028) for day in public_holidays(year, zone)}
    more = ONLY_COMMON.get(zone, set())
    assert {day for day in ours if day.isoformat() not in more and day.isoformat()[5:] not in more} == published


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "03-22"), (1943, "04-25"), (1981, "04-19"), (2008, "03-23"), (2026, "04-05"), (2038, "04-25")],
)
def test_easter_at_its_edges(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


def test_ascension_on_labour_day_is_one_holiday() -> None:
    assert public_holidays(2008)[date(2008, 5, 1)] is Holiday.LABOUR_DAY
    assert len(public_holidays(2008)) == 10


def test_good_friday_depends_on_the_commune_in_alsace_moselle() -> None:
    good_friday = date(2026, 4, 3)
    assert is_public_holiday(good_friday, Calendar(Zone.ALSACE_MOSELLE))
    assert not is_public_holiday(good_friday, Calendar(Zone.ALSACE_MOSELLE, good_friday=False))
    assert is_public_holiday(date(2026, 12, 26), Calendar(Zone.ALSACE_MOSELLE, good_friday=False))
    assert not is_public_holiday(good_friday, Calendar())


@pytest.mark.parametrize(
    ("insee", "zone"),
    [
        ("59183", Zone.METROPOLE),
        ("2A004", Zone.METROPOLE),
        ("57463", Zone.ALSACE_MOSELLE),
        ("67", Zone.ALSACE_MOSELLE),
        ("97411", Zone.REUNION),
        ("974", Zone.REUNION),
        ("97502", Zone.SAINT_PIERRE_ET_MIQUELON),
        ("97801", Zone.SAINT_MARTIN),
        ("97105", Zone.GUADELOUPE),
        ("98818", Zone.NOUVELLE_CALEDONIE),
        ("98735", Zone.POLYNESIE_FRANCAISE),
        ("98613", Zone.WALLIS_ET_FUTUNA),
    ],
)
def test_zone_of_a_commune(insee: str, zone: Zone) -> None:
    assert zone_of(insee) is zone
