"""The zones that a definition asks of its addresses, as what follows from answers."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.models import Case
from parvis.forms.data import Block, Following, JsonValue, LocalizedText, Problem
from parvis.territory.api import zone_tables


def followings(definition: CaseTypeDefinition) -> tuple[Following, ...]:
    """The zones of a definition, worked out from its answers in the organisation that the context names."""
    return tuple(Following(zone.variable, zone.address, zone.label, _finder(zone.table)) for zone in definition.zones)


def context(organisation_id: uuid.UUID, today: str) -> dict[str, Any]:
    """What a request that is being filled in knows beside its answers."""
    return {"today": today, "organisation": str(organisation_id)}


def beside(case: Case, definition: CaseTypeDefinition, today: str) -> dict[str, Any]:
    """What the questions of a transition know beside what is said with it: whose request it is, and its zones."""
    kept = {zone.variable: case.answers[zone.variable] for zone in definition.zones if zone.variable in case.answers}
    return {**context(case.organisation_id, today), **kept}


def _finder(table: str) -> Callable[[JsonValue, Mapping[str, JsonValue]], str | None]:
    def find(address: JsonValue, around: Mapping[str, JsonValue]) -> str | None:
        organisation = around.get("organisation")
        if not organisation or not isinstance(address, Mapping):
            return None
        return zone_tables.find(
            uuid.UUID(organisation),
            table,
            street=str(address.get("street", "")),
            postcode=str(address.get("postcode", "")),
            town=str(address.get("city", "")),
        )

    return find


def problems(definition: CaseTypeDefinition) -> Iterator[Problem]:
    """What is wrong with the zones of a definition."""
    types = {
        item.id: item.type
        for page in definition.form.pages
        for section in page.sections
        for item in section.items
        if not isinstance(item, Block)
    }
    for index, zone in enumerate(definition.zones):
        if types.get(zone.address) != "address":
            said = LocalizedText(
                fr="Une zone se trouve par une adresse : il faut un champ de ce type, hors d’un bloc.",
                en="A zone is found by an address: a field of that type is needed, outside of a block.",
            )
            yield Problem(f"zones.{index}.address", said)
    if len({zone.id for zone in definition.zones}) < len(definition.zones):
        yield Problem("zones", LocalizedText(fr="Deux zones portent le même nom.", en="Two zones have the same name."))
