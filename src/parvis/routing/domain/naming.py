"""The names that rules may read, with their kinds; and what they stand for in one case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Channel
from parvis.expressions.api import Kind, Term, Variable
from parvis.forms.api import CompiledForm, terms as answers_of
from parvis.forms.data import Block
from parvis.kernel.clock import PARIS
from parvis.territory.api import zone_tables

CHANNEL, DAY, WEEKDAY, HOUR = "receipt_channel", "receipt_day", "receipt_weekday", "receipt_hour"
COMMUNE, POSTCODE, FILES = "person_commune", "person_postcode", "files_attached"


def terms(definition: CaseTypeDefinition, organisation_id: uuid.UUID, language: str) -> dict[str, Term]:
    """Every name that rules over this procedure may read in this organisation, with its words: the answers, then what
    goes with them. No statement.
    """
    found = answers_of(definition.form, language, cases.zones.followings(definition))
    place = _("The request")
    channels = {str(one): cases.channel_words(one) for one in Channel}
    found |= {
        CHANNEL: Term(Variable(Kind.CHOICE, tuple(channels)), _("How it came"), place, choices=channels),
        DAY: Term(Variable(Kind.DATE), _("Day of receipt"), place),
        WEEKDAY: Term(Variable(Kind.INTEGER), _("Day of the week of receipt, Monday is 1"), place),
        HOUR: Term(Variable(Kind.INTEGER), _("Hour of receipt, 0 to 23"), place),
        FILES: Term(Variable(Kind.INTEGER), _("Number of files attached"), place),
    }
    if _addresses(definition):
        found |= {
            COMMUNE: Term(Variable(Kind.TEXT), _("Town of the person’s address"), place),
            POSTCODE: Term(Variable(Kind.TEXT), _("Postcode of the person’s address"), place),
        }
    for name, (table, address) in _zones(definition, organisation_id).items():
        label = _("%(zones)s, of the answer “%(address)s”") % {
            "zones": table.name,
            "address": _label(definition, address, language),
        }
        found[name] = Term(Variable(Kind.TEXT), label, place)
    return found


def facts(
    definition: CaseTypeDefinition,
    form: CompiledForm,
    organisation_id: uuid.UUID,
    answers: Mapping[str, Any],
    *,
    channel: str,
    received_on: dt.date,
    at: dt.datetime,
    names: Collection[str],
) -> dict[str, Any]:
    """What `names` stand for in one case; what is not known is left out. At most one statement for each table of zones
    that this process has not read yet.
    """
    local = at.astimezone(PARIS)
    found = {name: answers[name] for name in names if name in answers}
    here = _home(definition, answers) if {COMMUNE, POSTCODE} & set(names) else {}
    beside: Mapping[str, Callable[[], Any]] = {
        "today": received_on.isoformat,
        CHANNEL: lambda: str(channel),
        DAY: received_on.isoformat,
        WEEKDAY: received_on.isoweekday,
        HOUR: lambda: local.hour,
        FILES: lambda: sum(len(answers.get(question.id) or ()) for question in form.files),
        COMMUNE: lambda: here.get("city"),
        POSTCODE: lambda: here.get("postcode"),
    }
    found |= {name: beside[name]() for name in names if name in beside}
    if any(name.startswith("zone_") and name not in answers for name in names):
        for name, (table, address) in _zones(definition, organisation_id).items():
            value = answers.get(address)
            if name in names and isinstance(value, Mapping):
                found[name] = zone_tables.find(
                    organisation_id,
                    table.code,
                    street=str(value.get("street", "")),
                    postcode=str(value.get("postcode", "")),
                    town=str(value.get("city", "")),
                )
    return {name: value for name, value in found.items() if value is not None}


def _zones(definition: CaseTypeDefinition, organisation_id: uuid.UUID) -> dict[str, tuple[Any, str]]:
    """The zones of the addresses of a form, in the tables of the organisation, by name: table and address. Those that
    the definition itself asks for are answers already. No statement.
    """
    own = {(one.table, one.address) for one in definition.zones}
    return {
        f"zone_{table.code}_of_{address}": (table, address)
        for table in zone_tables.of(organisation_id)
        for address in _addresses(definition)
        if (table.code, address) not in own
    }


def _addresses(definition: CaseTypeDefinition) -> list[str]:
    """The questions that ask for an address, outside of blocks, in the order of the form."""
    return [
        item.id
        for page in definition.form.pages
        for section in page.sections
        for item in section.items
        if not isinstance(item, Block) and item.type == "address"
    ]


def _home(definition: CaseTypeDefinition, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The address to which letters for the person go, or else the first that was answered."""
    asked = (definition.contact.postal or "", *_addresses(definition))
    found = (answers.get(one) for one in asked)
    return next((one for one in found if isinstance(one, Mapping)), {})


def _label(definition: CaseTypeDefinition, field_id: str, language: str) -> str:
    return next(
        (
            item.label.into(language)
            for page in definition.form.pages
            for section in page.sections
            for item in section.items
            if not isinstance(item, Block) and item.id == field_id
        ),
        field_id,
    )
