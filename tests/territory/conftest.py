"""Tests of the territory read it from the database."""

import pytest

from parvis.territory.domain import directory


@pytest.fixture
def own_territory(_territory_in_memory: None) -> None:
    directory.forget()
