"""What is loaded for good stays out of garbage collection."""

import gc
from collections.abc import Iterator

import pytest

from parvis.kernel import loading


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_what_is_made_meanwhile_is_never_looked_through_again() -> None:
    gc.unfreeze()
    with loading.for_good():
        assert not gc.isenabled()
        kept = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(kept)
    assert not any(one is kept for one in gc.get_objects())


@pytest.mark.usefixtures("thawed")
def test_collecting_goes_on_where_loading_failed() -> None:
    with pytest.raises(ImportError), loading.for_good():
        raise ImportError
    assert gc.isenabled()
