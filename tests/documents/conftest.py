"""A var of its own for every test that keeps files; the demonstration's key is made once a session."""

import pytest

from parvis.documents.domain import keys


@pytest.fixture(scope="session")
def _seals(tmp_path_factory):
    return tmp_path_factory.mktemp("seals")


@pytest.fixture(autouse=True)
def _var(tmp_path, settings, _seals):
    settings.PARVIS_VAR = tmp_path
    settings.PARVIS_SEAL = settings.PARVIS_SEAL_PASSPHRASE_FILE = ""
    (tmp_path / "seal").symlink_to(_seals)
    yield
    keys._demonstration.cache_clear()
    keys._configured.cache_clear()
