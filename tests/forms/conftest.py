"""Communes from the national data, and a few schools: what `territory` keeps in memory, without its tables."""

import uuid

import pytest

from parvis.cases.domain import linked_cases
from parvis.cases.domain.reference import NotAReference, key
from parvis.datasets.api import fixed as fixed_sets
from parvis.datasets.data import Choice, Current
from parvis.forms.data import LocalizedText
from parvis.territory.data import School
from parvis.territory.domain.directory import Directory, fixed

ORGANISATION = uuid.UUID(int=1)


@pytest.fixture(scope="session")
def communes():
    from parvis.territory.api import communes as found

    return found


def _school(uai: str, name: str, *levels: str, zone: str = "", organisation: uuid.UUID = ORGANISATION) -> School:
    return School(uai, organisation, name, levels, "1 rue des Dunes, 59140 Dunkerque", zone)


class Shops:
    """A data set without a database."""

    rows = (
        Choice("b1", "Boulangerie du Port", {"town": "Dunkerque", "zip": "59140"}),
        Choice("b2", "Boulangerie de la Digue", {"zip": "59240"}),
        Choice("c <i>2", "Café de la <b>plage</b>", {}),
    )

    def current(self, organisation_id, code):
        columns = {"town": "Commune", "zip": "Code postal"}
        return (
            Current(uuid.UUID(int=3), code, 3, LocalizedText(fr="Commerces"), 3, columns) if code == "shops" else None
        )

    def chosen(self, organisation_id, code, key):
        return next((one for one in self.rows if one.key == key), None)

    def search(self, organisation_id, code, text, limit):
        return [one for one in self.rows if len(text) > 1 and text.lower() in one.label.lower()][:limit]


@pytest.fixture(autouse=True)
def data_sets():
    with fixed_sets(Shops()), linked_cases.fixed(_request):
        yield


def _request(text, procedure):
    """The one request that there is."""
    try:
        known = key(text) == key("DK-26-4F7K2-N")
    except NotAReference:
        return None
    if not known or procedure not in ("", "buvette-temporaire"):
        return None
    return linked_cases.Readable("DK-26-4F7K2-N", "Buvette", "/demandes/DK-26-4F7K2-N/")


@pytest.fixture(autouse=True)
def directory(request):
    """Schools without a database, for the type that asks for one. A page in a browser has the product's territory."""
    if request.node.get_closest_marker("browser"):
        yield None
        return
    schools = (
        _school("0599901A", "École des Dunes", "elementaire", zone="Dunes"),
        _school("0599902B", "École du <i>Phare</i>", "maternelle"),
        _school("0599903C", "École du Port", "maternelle", "elementaire", zone="Port"),
        _school("0599904D", "École d’ailleurs", "maternelle", organisation=uuid.UUID(int=2)),
    )
    known = Directory(uuid.uuid4(), {}, {}, {}, None, (), schools)
    with fixed(known):
        yield known
