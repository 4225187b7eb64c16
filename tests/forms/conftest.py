"""Communes from the national data alone: what `territory` keeps in memory, without its tables."""

import pytest


@pytest.fixture(scope="session")
def communes():
    from parvis.territory.api import communes as found

    return found
