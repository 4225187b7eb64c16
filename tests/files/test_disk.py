"""Bytes on the disk: complete under their name, refused above the limit, never outside their folder."""

import io
import stat
import uuid

import pytest

from parvis.files.data import FileTooLarge
from parvis.files.domain import disk

WALL = uuid.UUID(int=1)


@pytest.fixture(autouse=True)
def _var(tmp_path, settings):
    settings.PARVIS_VAR = tmp_path


def test_bytes_are_settled_under_their_digest_and_private_to_the_user():
    with disk.drafted(io.BytesIO(b"abc"), WALL) as draft:
        assert draft.size == 3
        disk.settle(draft)
    final = disk.place(WALL, draft.sha256)
    assert final.read_bytes() == b"abc"
    assert disk.digest(final) == draft.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert stat.S_IMODE(final.stat().st_mode) == 0o600
    assert stat.S_IMODE(final.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("broken", [b"x" * 11, None])
def test_nothing_is_left_of_a_draft_that_fails(broken, monkeypatch):
    class Cut(io.BytesIO):
        def read(self, size=-1):
            raise OSError("the client has gone")

    stream = io.BytesIO(broken) if broken else Cut()
    with pytest.raises(FileTooLarge if broken else OSError), disk.drafted(stream, WALL, limit=10):
        pytest.fail("a broken draft was yielded")
    assert [path for path in disk.root().rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "g" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_digests_are_places(name):
    with pytest.raises(ValueError):
        disk.place(WALL, name)


def test_settling_again_mends_damaged_bytes():
    for _ in range(2):
        with disk.drafted(io.BytesIO(b"abc"), WALL) as draft:
            disk.settle(draft)
        final = disk.place(WALL, draft.sha256)
        assert final.read_bytes() == b"abc"
        final.write_bytes(b"abd")
