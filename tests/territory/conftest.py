"""A territory for the tests: created once from the national data would cost seconds, so small ones are made by hand."""

from collections.abc import Iterator

import pytest

from parvis.territory.domain import directory


@pytest.fixture(autouse=True)
def _fresh_directory() -> Iterator[None]:
    directory.forget()
    yield
    directory.forget()
