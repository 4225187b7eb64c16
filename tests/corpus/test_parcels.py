"""Parcels of the cadastre's answer to demarches-simplifiees, in the 14 characters and in the 15 of the taxes."""

import json
import os
from pathlib import Path

import pytest

from parvis.forms.fields.parcel import read_whole

FILE = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute() / "ds-procedures" / "response_cadastre.json"


def test_real_parcels_are_read():
    if not FILE.exists():
        pytest.skip(f"no corpus: {FILE} is missing (set PARVIS_CORPUS)")
    found = [feature["properties"] for feature in json.loads(FILE.read_text(encoding="utf-8"))["features"]]
    assert len(found) > 3
    for one in found:
        whole = f"{one['code_dep']}{one['code_com']}000{one['section']}{one['numero']}"
        assert read_whole(whole) == whole
        assert read_whole(f"{whole[:2]}0{whole[2:]}") == whole
