"""What `identity` asks of a birth: its date, perhaps in part, and its place, in France or abroad."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal

from django.utils.translation import gettext as _, pgettext
from pydantic import model_validator

from parvis.forms.data import IndexKind, JsonValue
from parvis.forms.domain.typed import first
from parvis.forms.fields import commune as communes_asked
from parvis.forms.fields.date import Misdated, date_items, in_words, read_date
from parvis.forms.registry import FieldOptions, Typed, WidgetParams
from parvis.kernel import clock
from parvis.territory.api import communes, countries
from parvis.territory.data import Commune

LONGEST = 100

OLDEST = 130
"""Years: nobody was ever known to be older."""

DATE_PARTS = ("birth_day", "birth_month", "birth_year")

Asks = Literal["title", "used_name", "birth_date", "birth_place"]

FORMER = communes_asked.CommuneOptions(former=True)


class IdentityOptions(FieldOptions):
    ask: tuple[Asks, ...] = ("title", "used_name", "birth_date", "birth_place")
    """What is asked beside first names and birth name. Title and used name may always be left empty."""
    optional: tuple[Literal["birth_date", "birth_place"], ...] = ()
    """Which of these may be left empty: of a parent whose birth the person may not know."""
    partial_date: bool = False
    """Whether a year, or a month and a year, is enough: some civil registers have no more. The value is then 1950 or
    1950-07, and rules can't compare the date."""
    own: bool = True
    """Whether it is the person who answers (the browser may then fill it in)."""

    @model_validator(mode="after")
    def _asked(self) -> IdentityOptions:
        if not set(self.optional) <= set(self.ask):
            raise ValueError("what is optional must be asked")
        return self


def birth_commune(found: Commune) -> dict[str, str]:
    """The value for a commune; `current` is the one of today, whose town hall keeps the registers."""
    return {"code": found.insee, "name": found.name, "current": found.parent or found.insee}


def _out_of_life(date: dt.date) -> str | None:
    today = clock.today()
    if date > today:
        return _("A birth date is in the past: check it")
    if date.year < today.year - OLDEST:
        return _("This birth date is too long ago: check the year")
    return None


def read_date_of_birth(
    typed: Typed, options: IdentityOptions, value: dict[str, JsonValue], errors: dict[str, str]
) -> None:
    """Put the date of birth in `value`, or what to mend in `errors`, by part."""
    day, month, year = (first(typed, part) for part in DATE_PARTS)
    try:
        if options.partial_date and year and not day:
            # judged as the first of the month, or of January
            date = read_date("1", month or "1", year)
            length = 7 if month else 4
        else:
            date, length = read_date(day, month, year), 10
    except Misdated as reason:
        errors[f"birth_{reason.part}"] = str(reason)
        return
    if date is None:
        if "birth_date" not in options.optional:
            errors["birth_day"] = _("Add the birth date")
    elif message := _out_of_life(date):
        errors["birth_year"] = message
    else:
        value["birth_date"] = date.isoformat()[:length]


def read_place_of_birth(
    typed: Typed, options: IdentityOptions, value: dict[str, JsonValue], errors: dict[str, str]
) -> None:
    """Put country and commune, or city abroad, in `value`, or what to mend in `errors`, by part."""
    country = first(typed, "birth_country") or countries.FRANCE
    place, choice = first(typed, "birth_place"), first(typed, "choice")
    if countries.get(country) is None:
        errors["birth_country"] = _("Choose one of the answers offered")
    elif not place:
        if "birth_place" not in options.optional:
            errors["birth_place"] = _("Add the commune or city of birth")
        elif country != countries.FRANCE:
            value["birth_country"] = country
    elif country == countries.FRANCE:
        found, message = communes_asked.understood(place, choice, FORMER)
        if found is None:
            errors["birth_place"] = message
        else:
            value["birth_country"], value["birth_commune"] = country, birth_commune(found)
    elif len(place) > LONGEST:
        errors["birth_place"] = _("This name is too long: %(max)d characters at most") % {"max": LONGEST}
    elif not any(character.isalpha() for character in place):
        errors["birth_place"] = _("Write the name of the town")
    else:
        value["birth_country"], value["birth_place"] = country, place


def date_input(w: WidgetParams) -> str:
    """The three inputs of the date."""
    options: IdentityOptions = w.asked.options
    optional = "birth_date" in options.optional
    hint = _("If only the year is known, give it alone") if options.partial_date else ""
    return w.component(
        "date-input",
        {
            "id": w.id("birth_date"),
            "fieldset": {"legend": {"text": _("Birth date (optional)") if optional else _("Birth date")}},
            "hint": {"text": hint} if hint else None,
            "errorMessage": next((found for part in DATE_PARTS if (found := w.error(part))), None),
            "items": date_items(w, birth=options.own, prefix="birth_"),
        },
    )


def country_input(w: WidgetParams) -> str:
    """The list of countries, France first and thus chosen."""
    language = w.asked.language
    return w.component(
        "select",
        {
            "id": w.id("birth_country"),
            "name": w.id("birth_country"),
            "label": {"text": _("Country of birth")},
            "errorMessage": w.error("birth_country"),
            "items": [
                {
                    "value": country.code,
                    "text": country.into(language),
                    "attributes": w.chosen("birth_country", country.code, "selected"),
                }
                for country in countries.listed(language)
            ],
        },
    )


def place_input(w: WidgetParams) -> str:
    """The commune or city, with the choice among communes of one name."""
    optional = "birth_place" in w.asked.options.optional
    label = _("Commune or city of birth (optional)") if optional else _("Commune or city of birth")
    hint = _("In France, the commune: its name then, or the name it has now. Abroad, the city.")
    return w.part_input("birth_place", label, hint=hint, autocomplete="off", spellcheck=False) + w.late("choice")


def in_sentence(value: JsonValue, language: str) -> str:
    """née le 4 mai 1990 à Dunkerque (59)."""
    said = []
    date = value.get("birth_date", "")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        said.append(pgettext("birth", "on %(date)s") % {"date": in_words(dt.date.fromisoformat(date), language)})
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}", date):
        month = in_words(dt.date.fromisoformat(f"{date}-02"), language).split("\u00a0", 1)[1]
        said.append(pgettext("birth", "in %(month)s") % {"month": month})
    elif date:
        said.append(pgettext("birth", "in %(year)s") % {"year": date})
    country = countries.get(value.get("birth_country", ""))
    place = value.get("birth_place", "")
    if commune := value.get("birth_commune"):
        known = communes.get(commune["code"])
        county = known.county if known else commune["code"][:2]
        said.append(pgettext("birth", "at %(place)s") % {"place": f"{commune['name']} ({county})"})
    elif place or (country and country.code != countries.FRANCE):
        abroad = country.into(language) if country else ""
        whole = f"{place} ({abroad})" if place and abroad else place or abroad
        said.append(pgettext("birth", "at %(place)s") % {"place": whole})
    if not said:
        return ""
    born = {
        "mrs": pgettext("of a woman", "born"),
        "mr": pgettext("of a man", "born"),
    }.get(value.get("title", ""), pgettext("of anyone", "born"))
    return " ".join([born, *said])


#: what lists keep of an identity
INDEX = {
    "title": IndexKind.CODE,
    "first_names": IndexKind.TEXT,
    "birth_name": IndexKind.TEXT,
    "used_name": IndexKind.TEXT,
    "birth_date": IndexKind.DATE,
    "birth_country": IndexKind.CODE,
    "birth_place": IndexKind.TEXT,
    "birth_commune.code": IndexKind.CODE,
}


def flat(value: JsonValue) -> dict[str, Any]:
    """The parts as exports and lists have them: the place is the commune's name, in France."""
    commune = value.get("birth_commune", {})
    place = value.get("birth_place") or commune.get("name")
    return {**value, "birth_commune.code": commune.get("code"), "birth_place": place}


def first_day(date: str) -> str:
    """The day by which a date that is known in part stands among others: the first of its year or month."""
    return date + "-01-01"[len(date) - 4 :] if date else ""
