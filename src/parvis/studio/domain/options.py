"""What of a type of field a designer may set, read from its options model: plain words, kinds of inputs, bounds.

A new type of field needs no line here as long as the words of its options are known (`WORDS`); a test looks.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from parvis.forms.data import Definition, LocalizedText
from parvis.forms.registry import FieldType


class Look(Enum):
    """How an option is entered."""

    YES = "yes"
    NUMBER = "number"
    DECIMAL = "decimal"
    EUROS = "euros"
    DATE = "date"
    ONE = "one"
    SEVERAL = "several"
    LINE = "line"
    LINES = "lines"
    TABLE = "table"
    TEXT = "text"
    CHOICES = "choices"
    RULE = "rule"
    PAIRS = "pairs"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a type. default: what counts where nothing is said; offered: the values of a choice."""

    name: str
    look: Look
    label: str | Promise
    help: str | Promise
    default: Any
    offered: tuple[tuple[str, str | Promise], ...] = ()
    least: float | None = None
    most: float | None = None
    required: bool = False


_MIN, _MAX = _("Smallest value"), _("Greatest value")

#: by name of the option, or by "type.option" where a type means something else by it
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "own": (_("It is about the person who answers"), _("Their browser may then fill it in.")),
    "min": (_MIN, ""),
    "max": (_MAX, ""),
    "amount.min": (_("Smallest amount, in euros"), ""),
    "amount.max": (_("Greatest amount, in euros"), ""),
    "date.min": (_("Earliest day"), ""),
    "date.max": (_("Latest day"), ""),
    "date_time.min": (_("Earliest day"), ""),
    "date_time.max": (_("Latest day"), ""),
    "choices.min": (_("Fewest answers"), _("Once the question is answered.")),
    "choices.max": (_("Most answers"), ""),
    "file.max": (_("Most files"), ""),
    "birth": (_("It is the birth date of the person who answers"), _("Their browser may then fill it in.")),
    "numbers": (_("Numbers that are asked"), _("An association of Alsace or Moselle has no RNA number.")),
    "ask": (_("What is asked beside first names and birth name"), ""),
    "optional": (_("What may stay empty"), _("Of what is asked.")),
    "partial_date": (_("A year, or a month and a year, is enough"), _("Conditions can’t compare such a date.")),
    "choices": (_("Answers to choose from"), ""),
    "look": (_("Look"), ""),
    "none_of_them": (_("Answer that excludes all others"), _("“None of these”, for example.")),
    "among": (_("Communes to choose from"), ""),
    "former": (_("Communes that no longer exist may be named"), _("For a place of birth.")),
    "decimals": (_("Decimals at most"), ""),
    "unit": (_("Unit"), _("Metres, people…")),
    "width": (_("Width of the input"), ""),
    "text": (_("Text"), _("Markdown: **bold**, lists, [links](https://…).")),
    "max_megabytes": (_("Weight of one file, in megabytes"), ""),
    "kinds": (_("What is accepted"), _("Office documents only where an agent works on the very file.")),
    "camera": (_("Say that a telephone can take the picture"), ""),
    "countries": (_("Countries of accounts"), _("Two letters each, separated by commas: FR, BE. None: every country.")),
    "masked": (_("Readers see the ends alone"), _("Exports keep the whole number.")),
    "min_length": (_("Fewest characters"), ""),
    "max_length": (_("Most characters"), ""),
    "rows": (_("Lines that are shown"), ""),
    "ask_title": (_("Ask the title (Mr, Ms)"), ""),
    "ask_used_name": (_("Ask the name in use"), ""),
    "foreign": (_("Numbers of other countries are accepted"), ""),
    "provisional": (_("Provisional numbers (WW) are accepted"), ""),
    "level": (_("Only schools that teach"), ""),
    "zone": (_("Zone whose school stands first"), _("The name of a zone of this procedure: zone_sector.")),
    "pattern": (_("Form of the text"), _("A regular expression: [0-9]{2}-[A-Z]{3}.")),
    "example": (_("Example"), _("Shown under the question.")),
    "message": (_("What is said of a text of another form"), ""),
    "upper": (_("Small letters are taken for capitals"), ""),
    "scheme": (_("Number"), ""),
    "of": (_("What is chosen"), ""),
    "abroad": (_("“Abroad” is among the départements"), ""),
    "earliest": (_("Earliest time"), _("Like 08:30.")),
    "latest": (_("Latest time"), _("Like 18:00.")),
    "date_range.min": (_("Earliest day"), ""),
    "date_range.max": (_("Latest day"), ""),
    "longest": (_("Days at most"), _("The first and the last included.")),
    "open_end": (_("The last day may be left empty"), _("Where it is not known yet.")),
    "version": (_("Version of this text"), _("Change it with the text: requests keep both, word for word.")),
    "lists": (_("Names of the lists"), _("In their order, apart by >: Département > Commune.")),
    "statement": (_("Statement that is signed"), _("One sentence: it stands beside the box to tick.")),
    "max_pages": (_("Pages that may be photographed"), _("They become one PDF.")),
    "identity_proof.max_pages": (_("Pages of a PDF at most"), ""),
    "keep_days": (
        _("Days for which it stays after the decision"),
        _("0: erased in the night that follows. Whatever else ends the request erases it, too."),
    ),
    "photographs.max_megabytes": (_("Weight of the PDF, in megabytes"), ""),
    "table": (_("Choices"), _("A line for each way through the lists: Nord > Dunkerque.")),
    "procedure": (_("Only requests of this procedure"), _("Its name in addresses; empty: of any.")),
    "dataset": (_("Data set"), _("One of those of the organisation.")),
    "keep": (_("Columns kept with the answer"), _("Their names, separated by commas: town, postcode.")),
    "fills": (_("Questions that columns answer"), _("Separated by commas: town = commune, as long as they are empty.")),
    "autocomplete": (
        _("What the browser may fill in"),
        _("A token of HTML (“organization”), where the question is about the person who answers."),
    ),
}
#: values of choices, by "option.value"
VALUES: dict[str, str | Promise] = {
    "look.auto": _("As it fits"),
    "look.radios": _("Buttons, all in sight"),
    "look.list": _("A list that unfolds"),
    "look.plain": _("Plain"),
    "look.inset": _("Set apart"),
    "look.warning": _("A warning"),
    "look.details": _("Folded under its title"),
    "width.full": _("Whole width"),
    "width.two-thirds": _("Two thirds"),
    "width.one-half": _("Half"),
    "width.one-third": _("A third"),
    "width.20": _("20 characters"),
    "width.10": _("10 characters"),
    "width.5": _("5 characters"),
    "width.4": _("4 characters"),
    "width.3": _("3 characters"),
    "width.2": _("2 characters"),
    "numbers.either": _("RNA or SIRET"),
    "numbers.rna": _("RNA"),
    "numbers.siret": _("SIRET"),
    "numbers.both": _("RNA and SIRET"),
    "numbers.none": _("None"),
    "among.france": _("All of France"),
    "among.territory": _("The territory"),
    "ask.title": _("Title (Mr, Ms)"),
    "ask.used_name": _("Name in use"),
    "ask.birth_date": _("Birth date"),
    "ask.birth_place": _("Place of birth"),
    "optional.birth_date": _("Birth date"),
    "optional.birth_place": _("Place of birth"),
    "kinds.picture": _("Pictures"),
    "kinds.pdf": _("PDF"),
    "kinds.office": _("Office documents"),
    "scheme.siren": _("SIREN, of a company or body"),
    "scheme.siret": _("SIRET, of a place of work"),
    "scheme.rna": _("RNA, of an association"),
    "scheme.nir": _("Social security number"),
    "scheme.nrn_be": _("Belgian national number"),
    "of.country": _("A country"),
    "of.department": _("A département"),
    "of.region": _("A region"),
    "of.epci": _("A group of communes (EPCI)"),
    "level.maternelle": _("nursery school"),
    "level.elementaire": _("primary school"),
}


def options_of(kind: FieldType[Any]) -> list[Option]:
    """The options of a type, in the order of its model."""
    return [_option(kind, name, info) for name, info in kind.Options.model_fields.items()]


def _option(kind: FieldType[Any], name: str, info: FieldInfo) -> Option:
    label, help_text = WORDS.get(f"{kind.name}.{name}") or WORDS.get(name) or (name, "")
    look, offered = _look(kind, name, info.annotation)
    least, most = bounds(info)
    default = None if info.default is PydanticUndefined else info.default
    return Option(name, look, label, help_text, default, offered, least, most, info.is_required())


def _look(kind: FieldType[Any], name: str, annotation: Any) -> tuple[Look, tuple[tuple[str, str | Promise], ...]]:
    if kind.name == "amount":
        return Look.EUROS, ()
    if name == "table":
        return Look.TABLE, ()
    return look_of(name, annotation, VALUES)


def look_of(
    name: str, annotation: Any, values: Mapping[str, str | Promise]
) -> tuple[Look, tuple[tuple[str, str | Promise], ...]]:
    """How an option of that type is entered, and what there is to choose; values: words by "option.value"."""
    held, optional = bare(annotation)
    if get_origin(held) is Literal:
        offered = tuple((str(value), values.get(f"{name}.{value}", str(value))) for value in get_args(held))
        return Look.ONE, ((("", _("Any")), *offered) if optional else offered)
    if get_origin(held) is dict:
        return (Look.PAIRS if get_args(held)[1] is Any else Look.NAMES), ()
    if get_origin(held) is tuple:
        inner = bare(get_args(held)[0])[0]
        if get_origin(inner) is Literal:
            return Look.SEVERAL, tuple((str(v), values.get(f"{name}.{v}", str(v))) for v in get_args(inner))
        if isinstance(inner, type) and issubclass(inner, Definition):
            return Look.CHOICES, ()
        return Look.LINES, ()
    simple: dict[Any, Look] = {
        bool: Look.YES,
        int: Look.NUMBER,
        float: Look.DECIMAL,
        dt.date: Look.DATE,
        str: Look.LINE,
        LocalizedText: Look.TEXT,
        Any: Look.RULE,
    }
    return simple[held], ()


def bare(annotation: Any) -> tuple[Any, bool]:
    """The type without `Annotated` and without None; whether None was allowed."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [one for one in get_args(annotation) if one is not types.NoneType]
        return bare(inner[0])[0], True
    return annotation, False


def bounds(info: FieldInfo) -> tuple[float | None, float | None]:
    """The least and the greatest number."""
    least = next((rule.ge for rule in info.metadata if hasattr(rule, "ge")), None)
    most = next((rule.le for rule in info.metadata if hasattr(rule, "le")), None)
    return least, most
