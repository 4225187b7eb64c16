"""What is loaded for good stays out of garbage collection."""

import gc
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

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


def test_a_package_is_loaded_without_another_that_stays_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "liked.py").write_text("")
    (tmp_path / "liking.py").write_text("try:\n    import liked\nexcept ImportError:\n    liked = None\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("liked", "liking"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    loading.without("liked", of="liking")
    assert importlib.import_module("liking").liked is None
    assert importlib.import_module("liked")
    loading.without("liked", of="liking")
    assert sys.modules["liked"] is not None
