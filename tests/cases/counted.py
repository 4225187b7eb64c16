"""A temporary bar that takes metres of a street for its hours, and one of the places of its event."""

import copy
from typing import Any

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.demonstration import temporary_bar
from tests.cases.conftest import AT, Town

KERB: dict[str, Any] = {
    "id": "kerb",
    "label": {"fr": "Stationnement occupé", "en": "Kerb taken"},
    "unit": {"fr": "m", "en": "m"},
    "key": [{"of": "place", "label": {"fr": "Rue", "en": "Street"}, "read": "street"}],
    "amount": "metres",
    "period": {"start": "opens_at", "end": "closes_at"},
    "default": 60,
}
PLACES: dict[str, Any] = {
    "id": "places",
    "label": {"fr": "Emplacements", "en": "Places"},
    "unit": {"fr": "places", "en": "places"},
    "key": [{"of": "event_name", "label": {"fr": "Manifestation", "en": "Event"}}],
}


def raw(*resources: dict[str, Any], allot: bool = True) -> dict[str, Any]:
    """The bar's definition with these resources; accepting it asks for metres, and allots."""
    found = copy.deepcopy(temporary_bar.DEFINITION)
    found["limits"] = []
    found["resources"] = list(resources)
    found["decisions"]["accepted"]["articles"].append({"text": "Emplacement : {allotted.places}."})
    accept = next(move for move in found["workflow"]["transitions"] if move["id"] == "accept")
    accept["fields"] = [
        {
            "id": "metres",
            "type": "integer",
            "label": {"fr": "Longueur", "en": "Length"},
            "required": False,
            "options": {"min": 1, "max": 500},
        }
    ]
    if not any(resource["id"] == "places" for resource in resources):
        found["decisions"]["accepted"]["articles"].pop()
    if allot:
        uses = [{"type": "allot", "options": {"resource": resource["id"]}} for resource in resources]
        accept["actions"] = [*uses, *accept["actions"]]
    found["workflow"]["statuses"].append(
        {
            "id": "cancelled",
            "kind": "closed",
            "resident": {"fr": "L’autorisation est annulée.", "en": "The licence is cancelled."},
            "agent": {"fr": "Annulée", "en": "Cancelled"},
        }
    )
    found["workflow"]["transitions"].append(
        {
            "id": "cancel",
            "sources": ["accepted"],
            "target": "cancelled",
            "label": {"fr": "Annuler", "en": "Cancel"},
            "rights": ["supervisor"],
            "reason": "required",
            "weight": "warning",
        }
    )
    return found


def publish(town: Town, *resources: dict[str, Any]) -> None:
    """Have the town's bar count these resources."""
    cases.types.publish(town.case_type.id, CaseTypeDefinition.model_validate(raw(*resources)), at=AT)
    town.case_type.refresh_from_db()
