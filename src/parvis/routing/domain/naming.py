"""The names that rules may read, with their kinds; and what they stand for in one case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition, Channel
from parvis.expressions.api import Kind, Variable
from parvis.forms.api import CompiledForm
from parvis.forms.data import Block
from parvis.kernel.clock import PARIS
from parvis.routing.data import Known
from parvis.territory.api import zone_tables

CHANNEL, DAY, WEEKDAY, HOUR = "receipt_channel", "receipt_day", "receipt_weekday", "receipt_hour"
COMMUNE, POSTCODE, FILES = "person_commune", "person_postcode", "files_attached"


def known(
    definition: CaseTypeDefinition, form: CompiledForm, organisation_id: uuid.UUID, language: str
) -> tuple[Known, ...]:
    """Every name that rules over this procedure may read in this organisation: the answers, then what goes with them.

    No statement.
    """
    labels = {one.path: one.label for one in form.indexed(language)}
    choices = {one.path: dict(one.choices) for one in form.indexed(language)}
    found = [Known(name, labels.get(name, name), kind, choices.get(name, {})) for name, kind in form.scope().items()]
    channels = {str(one): cases.channel_words(one) for one in Channel}
    beside = [
        Known(CHANNEL, _("How it came"), Variable(Kind.CHOICE, tuple(channels)), channels),
        Known(DAY, _("Day of receipt"), Variable(Kind.DATE)),
        Known(WEEKDAY, _("Day of the week of receipt, Monday is 1"), Variable(Kind.INTEGER)),
        Known(HOUR, _("Hour of receipt, 0 to 23"), Variable(Kind.INTEGER)),
        Known(FILES, _("Number of files attached"), Variable(Kind.INTEGER)),
    ]
    if _home(definition):
        beside += [
            Known(COMMUNE, _("Town of the person’s address"), Variable(Kind.TEXT)),
            Known(POSTCODE, _("Postcode of the person’s address"), Variable(Kind.TEXT)),
        ]
    for name, (table, address) in _zones(definition, organisation_id).items():
        label = _("%(zones)s, of the answer “%(address)s”") % {
            "zones": table.name,
            "address": _label(definition, address, language),
        }
        beside.append(Known(name, label, Variable(Kind.TEXT)))
    return (*found, *beside)


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
    home = answers.get(_home(definition)) if {COMMUNE, POSTCODE} & set(names) else None
    here: Mapping[str, Any] = home if isinstance(home, Mapping) else {}
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


def _home(definition: CaseTypeDefinition) -> str:
    """The address to which letters for the person go, or the first that the form asks for; "" where it asks none."""
    return definition.contact.postal or next(iter(_addresses(definition)), "")


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
