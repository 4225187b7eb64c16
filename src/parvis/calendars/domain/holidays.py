"""French public holidays. A dozen dates by law: computed here, compared with the `holidays` library in tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from parvis.calendars.data import Holiday, Zone

_FIXED: Final = (
    (1, 1, Holiday.NEW_YEAR),
    (5, 1, Holiday.LABOUR_DAY),
    (5, 8, Holiday.VICTORY_1945),
    (7, 14, Holiday.NATIONAL_DAY),
    (8, 15, Holiday.ASSUMPTION),
    (11, 1, Holiday.ALL_SAINTS),
    (11, 11, Holiday.ARMISTICE_1918),
    (12, 25, Holiday.CHRISTMAS),
)
_AFTER_EASTER: Final = ((1, Holiday.EASTER_MONDAY), (39, Holiday.ASCENSION), (50, Holiday.WHIT_MONDAY))
#: Commemoration of the abolition of slavery (loi 83-550 of 30 June 1983; Code du travail L3422-2; décret 83-1003).
_ABOLITION: Final = {
    Zone.GUADELOUPE: (5, 27),
    Zone.MARTINIQUE: (5, 22),
    Zone.GUYANE: (6, 10),
    Zone.REUNION: (12, 20),
    Zone.MAYOTTE: (4, 27),
    Zone.SAINT_BARTHELEMY: (10, 9),
    Zone.SAINT_MARTIN: (5, 28),
}
#: What each Pacific collectivity adds to the common list, by its own labour law: month, day, from which year, until
#: which (both included).
_PACIFIC: Final = {
    Zone.NOUVELLE_CALEDONIE: ((9, 24, Holiday.CITIZENSHIP, 2004, 9999),),
    Zone.POLYNESIE_FRANCAISE: (
        (3, 5, Holiday.ARRIVAL_OF_THE_GOSPEL, 1978, 9999),
        (6, 29, Holiday.AUTONOMY, 1985, 2024),
        (11, 20, Holiday.MATARII, 2025, 9999),
    ),
    Zone.WALLIS_ET_FUTUNA: (
        (4, 28, Holiday.SAINT_PETER_CHANEL, 1983, 9999),
        (6, 29, Holiday.SAINTS_PETER_AND_PAUL, 1983, 9999),
        (7, 29, Holiday.TERRITORY, 1983, 9999),
    ),
}
_DEPARTEMENTS: Final = {
    "57": Zone.ALSACE_MOSELLE,
    "67": Zone.ALSACE_MOSELLE,
    "68": Zone.ALSACE_MOSELLE,
    "971": Zone.GUADELOUPE,
    "972": Zone.MARTINIQUE,
    "973": Zone.GUYANE,
    "974": Zone.REUNION,
    "975": Zone.SAINT_PIERRE_ET_MIQUELON,
    "976": Zone.MAYOTTE,
    "977": Zone.SAINT_BARTHELEMY,
    "978": Zone.SAINT_MARTIN,
    "986": Zone.WALLIS_ET_FUTUNA,
    "987": Zone.POLYNESIE_FRANCAISE,
    "988": Zone.NOUVELLE_CALEDONIE,
}
#: The time of each zone (IANA); all others keep that of Paris. Saint-Pierre-et-Miquelon alone changes its clocks there.
_TIMES: Final = {
    Zone.GUADELOUPE: "America/Guadeloupe",
    Zone.MARTINIQUE: "America/Martinique",
    Zone.GUYANE: "America/Cayenne",
    Zone.REUNION: "Indian/Reunion",
    Zone.MAYOTTE: "Indian/Mayotte",
    Zone.SAINT_PIERRE_ET_MIQUELON: "America/Miquelon",
    Zone.SAINT_BARTHELEMY: "America/St_Barthelemy",
    Zone.SAINT_MARTIN: "America/Marigot",
    Zone.NOUVELLE_CALEDONIE: "Pacific/Noumea",
    Zone.POLYNESIE_FRANCAISE: "Pacific/Tahiti",
    Zone.WALLIS_ET_FUTUNA: "Pacific/Wallis",
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm; Butcher 1876)."""
    golden = year % 19
    century, within = divmod(year, 100)
    leap, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    leaps, common = divmod(within, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - common) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def public_holidays(year: int, zone: Zone = Zone.METROPOLE) -> Mapping[date, Holiday]:
    """Public holidays of a year by date, as the law in force lists them (same list since 1983).

    Customs without a law (Mi-Carême, Schœlcher's day) are closing days of an organisation, not holidays.
    """
    sunday = easter(year)
    found = {date(year, month, day): holiday for month, day, holiday in _FIXED}
    # in 2008 Ascension fell on 1 May: a date has one name, the fixed one
    for days, holiday in _AFTER_EASTER:
        found.setdefault(sunday + timedelta(days=days), holiday)
    if zone in (Zone.ALSACE_MOSELLE, Zone.POLYNESIE_FRANCAISE):
        found[sunday - timedelta(days=2)] = Holiday.GOOD_FRIDAY
    if zone is Zone.ALSACE_MOSELLE:
        found[date(year, 12, 26)] = Holiday.SAINT_STEPHEN
    if zone in _ABOLITION:
        month, day = _ABOLITION[zone]
        found.setdefault(date(year, month, day), Holiday.ABOLITION_OF_SLAVERY)
    for month, day, holiday, first, last in _PACIFIC.get(zone, ()):
        if first <= year <= last:
            found.setdefault(date(year, month, day), holiday)
    return MappingProxyType(dict(sorted(found.items())))


def zone_of(insee: str) -> Zone:
    """The zone of a commune or département by its INSEE code ("59183", "57", "97411")."""
    return _DEPARTEMENTS.get(insee[:3], _DEPARTEMENTS.get(insee[:2], Zone.METROPOLE))


def time_of(zone: Zone) -> str:
    """The name (IANA) of the time that is kept in a zone."""
    return _TIMES.get(zone, "Europe/Paris")
