"""The file of a backup: whole, or refused."""

import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from parvis.kernel import archive
from parvis.kernel.archive import BadArchive


def _write(folder: Path) -> Path:
    (folder / "one").write_bytes(b"first" * 1000)
    (folder / "two").write_bytes(b"")
    target = folder / "saved"
    with archive.writing(target) as writer:
        writer.add("database.dump", folder / "one")
        writer.add("var/files/a é/two", folder / "two")
        writer.close({"parvis": "1"})
    return target


def test_what_is_written_is_read(tmp_path: Path) -> None:
    target = _write(tmp_path)
    passed: list[int] = []
    about = archive.verify(target, passed.append)
    assert about["parvis"] == "1"
    assert sum(passed) == 5000
    archive.extract(target, tmp_path / "out")
    assert (tmp_path / "out/database.dump").read_bytes() == b"first" * 1000
    assert (tmp_path / "out/var/files/a é/two").read_bytes() == b""
    assert target.stat().st_mode & 0o777 == 0o600


def test_nothing_appears_under_the_name_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), archive.writing(tmp_path / "saved") as writer:
        writer.add("x", tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_content_goes_unseen(tmp_path: Path, data: st.DataObject) -> None:
    target = _write(tmp_path)
    body = bytearray(target.read_bytes())
    with tarfile.open(target) as tar:
        places = [range(info.offset_data, info.offset_data + info.size) for info in tar if info.size]
    place = data.draw(st.sampled_from(places))
    at = data.draw(st.integers(place.start, place.stop - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    target.write_bytes(bytes(body))
    try:
        about = archive.verify(target)
    except BadArchive:
        return
    # What the manifest says about itself (time, version) is the one thing that nothing else proves.
    assert about["members"].keys() == {"database.dump", "var/files/a é/two"}
    assert place.start > 5000


@given(kept=st.floats(0, 0.99))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cut_file_is_refused(tmp_path: Path, kept: float) -> None:
    target = _write(tmp_path)
    with tarfile.open(target) as tar:
        end = max(info.offset_data + info.size for info in tar)
    target.write_bytes(target.read_bytes()[: int(end * kept)])
    with pytest.raises(BadArchive):
        archive.verify(target)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b", "./x"])
def test_a_member_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / "saved"
    (tmp_path / "x").write_bytes(b"x")
    with tarfile.open(target, "w") as tar:
        tar.add(tmp_path / "x", arcname=name, recursive=False)
        info = tar.getmembers()[-1]
        info.name = name
    with pytest.raises(BadArchive):
        archive.verify(target)


def test_a_link_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "saved"
    with tarfile.open(target, "w") as tar:
        info = tarfile.TarInfo("var/link")
        info.type = tarfile.SYMTYPE
        info.linkname = "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(BadArchive, match="does not belong"):
        archive.verify(target)
