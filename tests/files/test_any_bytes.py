"""Whatever comes: accepted or refused with a reason, never another error, and nothing stays behind."""

import io
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings as tried, strategies as st

from parvis.files import api as files
from parvis.files.domain import disk
from parvis.files.domain.spooling import SpoolHandler
from parvis.files.models import StoredFile
from tests.conftest import _as_owner
from tests.factories import attached
from tests.files.test_confined import docx, odt

HEADS = (
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x40\0\0\0WEBP",
    b"\0\0\0\x18ftypheic",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
)
WHOLE = tuple([attached.picture(form=form) for form in ("JPEG", "PNG", "WEBP")] + [attached.pdf(2), docx(), odt()])


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A true file with some bytes of it changed, cut out or doubled."""
    data = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        data[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(data)


ANYTHING = st.one_of(
    st.binary(max_size=400),
    st.builds(lambda head, rest: head + rest, st.sampled_from(HEADS), st.binary(max_size=400)),
    spoiled(),
)
KINDS = st.sets(st.sampled_from(["picture", "pdf", "office"]), min_size=1).map(frozenset)


@pytest.mark.django_db
@tried(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=ANYTHING, name=st.text(max_size=60), kinds=KINDS)
def test_any_bytes_of_any_name(settings: Any, tmp_path: Path, data: bytes, name: str, kinds: frozenset[str]):
    settings.PARVIS_VAR = tmp_path
    handler = SpoolHandler()
    handler.new_file("f-plan", name, "application/octet-stream", len(data))
    for place in range(0, len(data), 100):
        handler.receive_data_chunk(data[place : place + 100], place)
    came = handler.file_complete(len(data))
    assert came is not None
    with (
        closing(came),
        suppress(files.FileRefused),
        files.examined(came, kinds=kinds, largest=1_000_000) as found,
    ):
        assert 0 < len(found.name) <= 200
        assert found.name.endswith(f".{found.inspected.extension}")
        assert found.inspected.path.stat().st_size > 0
    assert list((tmp_path / "incoming").glob("*")) == []
    assert not disk.root().exists()
    with _as_owner():
        assert not StoredFile.objects.exists()


def test_they_are_truly_taken_where_nothing_is_spoiled(settings: Any, tmp_path: Path):
    settings.PARVIS_VAR = tmp_path
    for data in WHOLE:
        path = tmp_path / "one"
        path.write_bytes(data)
        came = files.Spooled("x", path, len(data), None, full=False)
        with closing(came), files.examined(came, kinds=frozenset({"picture", "pdf", "office"}), largest=10**6) as found:
            assert io.BytesIO(found.inspected.path.read_bytes()).read(4)
