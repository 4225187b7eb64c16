from collections.abc import Iterator

import pytest

from tests.expressions.page import Page


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    with Page() as running:
        yield running
