"""Communes from the national data, and a few schools: what `territory` keeps in memory, without its tables."""

import uuid

import pytest

from parvis.territory.data import School
from parvis.territory.domain.directory import Directory, fixed

ORGANISATION = uuid.UUID(int=1)


@pytest.fixture(scope="session")
def communes():
    from parvis.territory.api import communes as found

    return found


def _school(uai: str, name: str, *levels: str, zone: str = "", organisation: uuid.UUID = ORGANISATION) -> School:
    return School(uai, organisation, name, levels, "1 rue des Dunes, 59140 Dunkerque", zone)


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
