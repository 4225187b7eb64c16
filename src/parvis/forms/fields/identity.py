"""Who a person is for civil status: names at birth, date and place of birth (the "pivot identity" of FranceConnect)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, NotRequired

from django.utils.translation import gettext as _, pgettext
from markupsafe import Markup, escape
from typing_extensions import TypedDict

from parvis.expressions.api import Kind, Sense, Variable
from parvis.forms.data import Column, IndexKind, JsonValue, LocalizedText
from parvis.forms.domain.typed import first
from parvis.forms.fields import birth, commune as communes_asked
from parvis.forms.fields.birth import IdentityOptions
from parvis.forms.fields.person import LONGEST, mend_name, straight
from parvis.forms.registry import (
    Asked,
    Example,
    FieldType,
    Reading,
    Typed,
    WidgetParams,
    Wrong,
    field_type,
)
from parvis.territory.api import communes, countries


class BirthCommune(TypedDict):
    code: str
    name: str
    current: NotRequired[str]
    """INSEE code of today's commune, whose town hall keeps the registers: another one where communes have merged."""


class IdentityValue(TypedDict, total=False):
    title: Literal["mrs", "mr"]
    first_names: str
    birth_name: str
    used_name: str
    birth_date: str
    birth_country: str
    birth_commune: BirthCommune
    birth_place: str


_NAMED = {"first_names": ["Amina"], "birth_name": ["Benali"]}


@field_type
class Identity(FieldType[IdentityOptions]):
    name = "identity"
    title = LocalizedText(fr="Identité à l’état civil", en="Civil-status identity")
    Options = IdentityOptions
    shape = IdentityValue
    kind = None
    senses: ClassVar[Mapping[str, Sense]] = {
        "birth_commune.code": Sense.COMMUNE,
        "birth_commune.current": Sense.COMMUNE,
    }
    index = birth.INDEX
    live = "identity"
    prefill = ("person.pivot",)
    examples = (
        Example(
            {
                "title": ["mrs"], "first_names": ["Amina  Zohra"], "birth_name": ["N'Diaye"], "used_name": ["Benali"],
                "birth_day": ["1er"], "birth_month": ["mai"], "birth_year": ["1990"],
                "birth_country": ["99100"], "birth_place": ["gravelines"],
            },
            {
                "title": "mrs", "first_names": "Amina Zohra", "birth_name": "N’Diaye", "used_name": "Benali",
                "birth_date": "1990-05-01", "birth_country": "99100",
                "birth_commune": {"code": "59273", "name": "Gravelines", "current": "59273"},
            },
            text="Mme Amina Zohra N’Diaye, nom d’usage\u00a0: Benali, née le 1er\u00a0mai 1990 à Gravelines (59)",
        ),
        Example(
            {
                "title": ["mr"], "first_names": ["Jan"], "birth_name": ["Peeters"], "used_name": [""],
                "birth_day": ["29/2/1972"], "birth_month": [""], "birth_year": [""],
                "birth_country": ["99131"], "birth_place": ["Ostende"],
            },
            {
                "title": "mr", "first_names": "Jan", "birth_name": "Peeters", "birth_date": "1972-02-29",
                "birth_country": "99131", "birth_place": "Ostende",
            },
            text="M. Jan Peeters, né le 29\u00a0février 1972 à Ostende (Belgique)",
        ),
        Example(
            {
                "first_names": ["Zoé"], "birth_name": ["Deswarte"], "birth_day": ["3"], "birth_month": ["9"],
                "birth_year": ["2023"], "birth_country": ["99100"], "birth_place": ["Saint-Pol-sur-Mer"],
            },
            {
                "first_names": "Zoé", "birth_name": "Deswarte", "birth_date": "2023-09-03", "birth_country": "99100",
                "birth_commune": {"code": "59540", "name": "Saint-Pol-sur-Mer", "current": "59183"},
            },
            {"ask": ["birth_date", "birth_place"], "own": False},
        ),
        Example(
            {"first_names": ["明"], "birth_name": ["王"]},
            {"first_names": "明", "birth_name": "王"},
            {"ask": [], "own": False},
            text="明 王",
        ),
        Example(
            {"first_names": ["Rose"], "birth_name": ["Vasseur"], "birth_year": ["1931"]},
            {"first_names": "Rose", "birth_name": "Vasseur", "birth_date": "1931"},
            {"ask": ["birth_date"], "partial_date": True, "own": False},
            text="Rose Vasseur, né(e) en 1931",
        ),
        Example(
            {"first_names": ["Rose"], "birth_name": ["Vasseur"], "birth_month": ["7"], "birth_year": ["1931"]},
            {"first_names": "Rose", "birth_name": "Vasseur", "birth_date": "1931-07"},
            {"ask": ["birth_date"], "partial_date": True, "optional": ["birth_date"]},
            text="Rose Vasseur, né(e) en juillet 1931",
        ),
        Example(
            {"first_names": ["Omar"], "birth_name": ["Benali"], "birth_country": ["99100"]},
            {"first_names": "Omar", "birth_name": "Benali"},
            {"ask": ["birth_date", "birth_place"], "optional": ["birth_date", "birth_place"]},
        ),
    )  # fmt: skip
    wrong = (
        Wrong({"first_names": ["Amina"], "birth_name": [""]}, "birth_name", {"ask": []}),
        Wrong({"first_names": [""], "birth_name": ["Benali"]}, "first_names", {"ask": []}),
        Wrong({"first_names": ["Am1na"], "birth_name": ["Benali"]}, "first_names", {"ask": []}),
        Wrong({"first_names": ["A"], "birth_name": ["B" * 101]}, "birth_name", {"ask": []}),
        Wrong({**_NAMED, "title": ["Dr"]}, "title", {"ask": ["title"]}),
        Wrong(_NAMED, "birth_day", {"ask": ["birth_date"]}),
        Wrong(
            {**_NAMED, "birth_day": ["4"], "birth_year": ["1990"]},
            "birth_month",
            {"ask": ["birth_date"]},
        ),
        Wrong(
            {**_NAMED, "birth_day": ["31"], "birth_month": ["4"], "birth_year": ["1990"]},
            "birth_day",
            {"ask": ["birth_date"]},
        ),
        Wrong(
            {**_NAMED, "birth_day": ["1"], "birth_month": ["1"], "birth_year": ["2199"]},
            "birth_year",
            {"ask": ["birth_date"]},
        ),
        Wrong(
            {**_NAMED, "birth_day": ["1"], "birth_month": ["1"], "birth_year": ["1890"]},
            "birth_year",
            {"ask": ["birth_date"]},
        ),
        Wrong(
            {**_NAMED, "birth_year": ["1890"]},
            "birth_year",
            {"ask": ["birth_date"], "partial_date": True},
        ),
        Wrong(
            {**_NAMED, "birth_day": ["4"], "birth_year": ["1990"]},
            "birth_month",
            {"ask": ["birth_date"], "partial_date": True},
        ),
        Wrong(
            {**_NAMED, "birth_country": ["99100"]},
            "birth_place",
            {"ask": ["birth_place"]},
        ),
        Wrong(
            {**_NAMED, "birth_country": ["99100"], "birth_place": ["Trifouillis"]},
            "birth_place",
            {"ask": ["birth_place"]},
        ),
        Wrong(
            {**_NAMED, "birth_country": ["99131"], "birth_place": ["8400"]},
            "birth_place",
            {"ask": ["birth_place"]},
        ),
        Wrong(
            {**_NAMED, "birth_country": ["FR"], "birth_place": ["Gravelines"]},
            "birth_country",
            {"ask": ["birth_place"]},
        ),
    )  # fmt: skip

    # -- shape ------------------------------------------------------------------------------------------------------

    def parts(self, options: IdentityOptions) -> tuple[str, ...]:
        ask = options.ask
        return (
            "first_names",
            "birth_name",
            *(("used_name",) if "used_name" in ask else ()),
            *(("title",) if "title" in ask else ()),
            *(birth.DATE_PARTS if "birth_date" in ask else ()),
            *(("birth_country", "birth_place", "choice") if "birth_place" in ask else ()),
        )

    def subvariables(self, options: IdentityOptions) -> Mapping[str, Variable]:
        ask = options.ask
        found = {"first_names": Variable(Kind.TEXT), "birth_name": Variable(Kind.TEXT)}
        if "used_name" in ask:
            found["used_name"] = Variable(Kind.TEXT)
        if "title" in ask:
            found["title"] = Variable(Kind.CHOICE, choices=("mrs", "mr"))
        if "birth_date" in ask and not options.partial_date:
            found["birth_date"] = Variable(Kind.DATE)
        if "birth_place" in ask:
            found["birth_country"] = Variable(Kind.TEXT)
            found["birth_place"] = Variable(Kind.TEXT)
            for part in ("code", "name", "current"):
                found[f"birth_commune.{part}"] = Variable(Kind.TEXT)
        return found

    # -- in ---------------------------------------------------------------------------------------------------------

    def read(self, typed: Typed, asked: Asked[IdentityOptions]) -> Reading:
        options = asked.options
        parts = self.parts(options)
        # the list of countries always says one, and a title names nobody: alone they are no answer
        if not any(first(typed, part) for part in parts if part not in ("birth_country", "title", "choice")):
            return Reading()
        value: dict[str, JsonValue] = {}
        errors: dict[str, str] = {}
        title = first(typed, "title") if "title" in parts else ""
        if title in ("mrs", "mr"):
            value["title"] = title
        elif title:
            errors["title"] = _("Choose one of the answers offered")
        for part in ("first_names", "birth_name", "used_name"):
            name = straight(first(typed, part)) if part in parts else ""
            if name and (message := mend_name(name)):
                errors[part] = message
            elif name:
                value[part] = name
        if not first(typed, "first_names"):
            errors["first_names"] = _("Add the first names")
        if not first(typed, "birth_name"):
            errors["birth_name"] = _("Add the birth name")
        if "birth_date" in options.ask:
            birth.read_date_of_birth(typed, options, value, errors)
        if "birth_place" in options.ask:
            birth.read_place_of_birth(typed, options, value, errors)
        return Reading(errors=errors) if errors else Reading(value)

    def typed(self, value: JsonValue, asked: Asked[IdentityOptions]) -> dict[str, list[str]]:
        found = {part: [value[part]] for part in ("title", "first_names", "birth_name", "used_name") if part in value}
        if date := value.get("birth_date"):
            year, month, day = (*date.split("-"), "", "")[:3]
            found |= {
                "birth_year": [year],
                "birth_month": [month.lstrip("0")],
                "birth_day": [day.lstrip("0")],
            }
        if country := value.get("birth_country"):
            found["birth_country"] = [country]
        if place := value.get("birth_place"):
            found["birth_place"] = [place]
        if commune := value.get("birth_commune"):
            known = communes.get(commune["code"])
            same = known is not None and (known.insee, known.name) == (commune["code"], commune["name"])
            text = communes_asked.shown(known) if known and same else f"{commune['name']} ({commune['code']})"
            found |= {"birth_place": [text], "choice": [commune["code"]]}
        return found

    # -- out --------------------------------------------------------------------------------------------------------

    def widget(self, w: WidgetParams) -> str:
        options: IdentityOptions = w.asked.options
        own = options.own
        inputs = []
        if "title" in options.ask:
            inputs.append(_title_input(w))
        inputs += [
            w.part_input(
                "first_names",
                _("First names"),
                hint=_("All of them, in the order of the civil register"),
                autocomplete="given-name" if own else "off",
                spellcheck=False,
            ),
            w.part_input("birth_name", _("Birth name"), autocomplete="family-name" if own else "off", spellcheck=False),
        ]
        if "used_name" in options.ask:
            hint = _("If it is not the birth name, for example after marriage")
            inputs.append(w.part_input("used_name", _("Used name (optional)"), hint=hint, spellcheck=False))
        if "birth_date" in options.ask:
            inputs.append(birth.date_input(w))
        if "birth_place" in options.ask:
            inputs += [birth.country_input(w), birth.place_input(w)]
        return w.group(*inputs)

    def late(self, part: str, typed: Typed, html_id: str, asked: Asked[IdentityOptions]) -> Markup:
        if first(typed, "birth_country") not in ("", countries.FRANCE):
            return Markup()
        return communes_asked.offer(first(typed, "birth_place"), first(typed, "choice"), html_id, birth.FORMER)

    def _lines(self, value: JsonValue, language: str) -> list[str]:
        titles = {"mrs": pgettext("before a name", "Mrs"), "mr": pgettext("before a name", "Mr")}
        names = (titles.get(value.get("title", ""), ""), value.get("first_names", ""), value.get("birth_name", ""))
        lines = [" ".join(name for name in names if name)]
        if value.get("used_name"):
            lines.append(_("used name: %(used)s") % {"used": value["used_name"]})
        if born := birth.in_sentence(value, language):
            lines.append(born)
        return lines

    def text(self, value: JsonValue, asked: Asked[IdentityOptions]) -> str:
        return ", ".join(self._lines(value, asked.language))

    def html(self, value: JsonValue, asked: Asked[IdentityOptions]) -> Markup:
        return Markup("<br>").join(escape(line) for line in self._lines(value, asked.language))

    # -- elsewhere --------------------------------------------------------------------------------------------------

    def columns(self, asked: Asked[IdentityOptions]) -> list[Column]:
        labels = {
            "title": _("Title"),
            "first_names": _("First names"),
            "birth_name": _("Birth name"),
            "used_name": _("Used name"),
            "birth_date": _("Birth date"),
            "birth_country": _("Country of birth"),
            "birth_place": _("Place of birth"),
            "birth_commune.code": _("Commune of birth (INSEE code)"),
        }
        return [Column(f"{asked.id}.{part}", f"{asked.label} – {labels[part]}") for part in _cell_parts(asked.options)]

    def cells(self, value: JsonValue, asked: Asked[IdentityOptions]) -> list[str | int | None]:
        if not value:
            return [None] * len(_cell_parts(asked.options))
        flat = birth.flat(value)
        return [flat.get(part) for part in _cell_parts(asked.options)]

    def indexed(self, options: IdentityOptions) -> Mapping[str, IndexKind]:
        return {part: self.index[part] for part in _cell_parts(options)}

    def projected(self, value: JsonValue, options: IdentityOptions) -> list[tuple[str, str | int | float]]:
        parts = _cell_parts(options)
        flat = {**birth.flat(value), "birth_date": birth.first_day(value.get("birth_date", ""))}
        return [(part, flat[part]) for part in parts if flat.get(part)]

    def schema(self, asked: Asked[IdentityOptions]) -> dict[str, Any]:
        ask, optional = asked.options.ask, asked.options.optional
        name = {"type": "string", "minLength": 1, "maxLength": LONGEST}
        code = {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$"}
        properties: dict[str, Any] = {"first_names": name, "birth_name": name}
        required = ["first_names", "birth_name"]
        if "title" in ask:
            properties["title"] = {"enum": ["mrs", "mr"]}
        if "used_name" in ask:
            properties["used_name"] = name
        if "birth_date" in ask:
            properties["birth_date"] = (
                {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
                if asked.options.partial_date
                else {"type": "string", "format": "date"}
            )
            required += [] if "birth_date" in optional else ["birth_date"]
        if "birth_place" in ask:
            properties["birth_country"] = {"type": "string", "pattern": "^99[1-5][0-9]{2}$"}
            properties["birth_place"] = name
            properties["birth_commune"] = {
                "type": "object",
                "properties": {"code": code, "name": name, "current": code},
                "required": ["code", "name"],
                "additionalProperties": False,
            }
            required += [] if "birth_place" in optional else ["birth_country"]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _cell_parts(options: IdentityOptions) -> list[str]:
    place = ("birth_country", "birth_place", "birth_commune.code") if "birth_place" in options.ask else ()
    return [
        *(("title",) if "title" in options.ask else ()),
        "first_names",
        "birth_name",
        *(("used_name",) if "used_name" in options.ask else ()),
        *(("birth_date",) if "birth_date" in options.ask else ()),
        *place,
    ]


def _title_input(w: WidgetParams) -> str:
    return w.component(
        "radios",
        {
            "idPrefix": w.id("title"),
            "name": w.id("title"),
            "classes": "govuk-radios--inline govuk-radios--small",
            "fieldset": {"legend": {"text": _("Title (optional)")}},
            "errorMessage": w.error("title"),
            "items": [
                {"value": "mrs", "text": _("Mrs"), "attributes": w.chosen("title", "mrs")},
                {"value": "mr", "text": _("Mr"), "attributes": w.chosen("title", "mr")},
            ],
        },
    )
