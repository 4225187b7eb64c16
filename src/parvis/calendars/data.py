"""What crosses the border of the calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Zone(StrEnum):
    """Where a same list of public holidays (*jours fériés légaux*) applies."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace_moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_MARTIN = "saint_martin"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie"
    POLYNESIE_FRANCAISE = "polynesie_francaise"
    WALLIS_ET_FUTUNA = "wallis_et_futuna"


class Holiday(StrEnum):
    """Public holidays (Code du travail L3133-1; L3134-13 in Alsace-Moselle; L3422-2 and loi 83-550 overseas; the
    Pacific collectivities' own labour codes).
    """

    NEW_YEAR = "new_year"
    GOOD_FRIDAY = "good_friday"
    EASTER_MONDAY = "easter_monday"
    LABOUR_DAY = "labour_day"
    VICTORY_1945 = "victory_1945"
    ASCENSION = "ascension"
    WHIT_MONDAY = "whit_monday"
    NATIONAL_DAY = "national_day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all_saints"
    ARMISTICE_1918 = "armistice_1918"
    CHRISTMAS = "christmas"
    SAINT_STEPHEN = "saint_stephen"
    ABOLITION_OF_SLAVERY = "abolition_of_slavery"
    CITIZENSHIP = "citizenship"
    ARRIVAL_OF_THE_GOSPEL = "arrival_of_the_gospel"
    AUTONOMY = "autonomy"
    MATARII = "matarii"
    SAINT_PETER_CHANEL = "saint_peter_chanel"
    SAINTS_PETER_AND_PAUL = "saints_peter_and_paul"
    TERRITORY = "territory"


class Days(StrEnum):
    """Which days of the week are counted, public holidays always apart."""

    #: *Jours ouvrés*: Monday to Friday, the organisation's closing days apart too.
    WORKED = "worked"
    #: *Jours ouvrables*: Monday to Saturday (the law counts them whether the office is open or not).
    WORKABLE = "workable"


class Reckoning(StrEnum):
    """How months run when the last one lacks the day (30 January and one month)."""

    #: From the day of receipt to the same day of the last month, or its last day (the rule of months *de quantième à
    #: quantième*, code de procédure civile art. 641 al. 2, which administrative courts follow for non-clear délais).
    DATE_TO_DATE = "date_to_date"
    #: From the day after receipt: what the State's own platform (démarche numérique, SVA/SVR) computes. The same but at
    #: the ends of months.
    FROM_NEXT_DAY = "from_next_day"


@dataclass(frozen=True, slots=True)
class Calendar:
    """An organisation's calendar: its zone and the days on which it is closed beyond public holidays.

    ``good_friday``: in Alsace-Moselle Good Friday is a holiday only in communes that have a Protestant temple or a
    mixed church (Code du travail L3134-13); no effect elsewhere.
    """

    zone: Zone = Zone.METROPOLE
    closing_days: frozenset[date] = frozenset()
    good_friday: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of opening, local time; `closes` is not in it. Midnight at the end of the day is `time.max`."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Week:
    """When a service is open: for each day from Monday, its stretches in order. Its calendar's days off are closed.

    zone: the name of its time zone (IANA), so that hours run right through the changes of clocks.
    """

    days: tuple[tuple[Opening, ...], ...]
    zone: str = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The two dates that silence has: the last day to answer, and the day from which silence has its effect."""

    last_day: date
    effect: date
