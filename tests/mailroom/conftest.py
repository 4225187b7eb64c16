"""A commune whose requests give a postal address and nothing else."""

import copy

import pytest

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.demonstration import temporary_bar
from tests.cases.conftest import AT, Town, make_town
from tests.documents.conftest import _seals, _var  # noqa: F401 - a var and a seal of the test's own

POSTAL = {"street": "14 rue de la Marine", "postcode": "59140", "city": "Dunkerque"}


def postal_definition() -> CaseTypeDefinition:
    """The temporary bar, which also asks where letters go, and demands neither e-mail address nor number."""
    definition = copy.deepcopy(temporary_bar.DEFINITION)
    section = definition["form"]["pages"][-1]["sections"][0]
    # The bar's own address is asked only where nothing else is given; here it may stand beside the rest.
    items = section["items"] = [item for item in section["items"] if item["id"] != "address"]
    for item in items:
        if item["id"] in ("email", "phone"):
            item["required"] = False
    label = {"fr": "Adresse postale", "en": "Postal address"}
    items.append({"id": "home", "type": "address", "label": label, "required": False})
    definition["contact"]["postal"] = "home"
    return CaseTypeDefinition.model_validate(definition)


def postal_town() -> Town:
    """The town with that procedure."""
    town = make_town()
    cases.types.publish(town.case_type.id, postal_definition(), at=AT)
    town.case_type.refresh_from_db()
    return town


NOTHING = {"email": None, "phone": None, "home": POSTAL}


@pytest.fixture
def town(db: None) -> Town:
    return postal_town()
