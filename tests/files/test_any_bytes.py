"""Whatever comes: accepted or refused with a reason, never another error, and nothing stays behind."""

import io
import uuid
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings as tried, strategies as st
from PIL import Image

from parvis.files import api as files
from parvis.files.domain import disk
from parvis.files.domain.spooling import SpoolHandler
from parvis.files.domain.storing import clean_name
from parvis.files.models import StoredFile
from parvis.kernel.reach import Reach, acting
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
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "odt": "opendocument.text",
    "docx": "wordprocessingml",
}
#: what would act, were it kept with something else
ACTS = (b"MZ\x90\0" + bytes(200), b"\x7fELF" + bytes(200), b"<html><script>alert(1)</script>", b"#!/bin/sh\nid\n")
WHOLE = tuple([attached.picture(form=form) for form in ("JPEG", "PNG", "WEBP")] + [attached.pdf(2), docx(), odt()])


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A true file with bits of it turned, bytes of it changed, cut out or doubled, or its end missing."""
    data = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        way = draw(st.sampled_from(["turn", "change", "cut"]))
        if way == "turn" and data:
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif way == "change":
            data[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
        elif way == "cut" and draw(st.integers(0, 3)) == 0:
            del data[place:]
    return bytes(data)


@st.composite
def spliced(draw: st.DrawFn) -> bytes:
    """Two true files in one: one after the other, or one within the other."""
    outer, inner = draw(st.sampled_from(WHOLE)), draw(st.sampled_from((*WHOLE, *ACTS)))
    place = draw(st.sampled_from([len(outer), len(outer) // 2, draw(st.integers(0, len(outer)))]))
    return outer[:place] + inner + outer[place:]


ANYTHING = st.one_of(
    st.binary(max_size=400),
    st.builds(lambda head, rest: head + rest, st.sampled_from(HEADS), st.binary(max_size=400)),
    spoiled(),
    spliced(),
    st.sampled_from(WHOLE),
)
#: what turns the writing round, what is not seen, what leads elsewhere, what Windows keeps for itself, what is too long
_ODD = ("\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "../", "..\\", "C:", "\0", "\r\n", "\ud800", ".", "%2e%2e%2f")
NAMES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from((*_ODD, "plan", "é", "💥", " ")), max_size=8).map("".join),
    st.builds(
        "{}{}".format,
        st.sampled_from(["CON", "nul", "COM1", "LPT9", ".htaccess", "~", "-rf", "x" * 250, "م" * 300]),
        st.sampled_from(["", ".pdf", ".jpg", ".exe", ".pdf.exe", ".tar.gz", ".html", "." + "y" * 250]),
    ),
)
KINDS = st.sets(st.sampled_from(["picture", "pdf", "office"]), min_size=1).map(frozenset)


def is_truly(path: Path, extension: str, kinds: frozenset[str]) -> bool:
    """Whether bytes are of the kind that they are kept as, asked of those who read them; one that was asked for."""
    kind = {"jpg": "picture", "png": "picture", "webp": "picture", "pdf": "pdf"}.get(extension, "office")
    data = path.read_bytes()
    if kind == "picture":
        with Image.open(path) as found:
            found.load()
            form = {"jpg": "JPEG"}.get(extension, extension.upper())
            return kind in kinds and found.format == form and b"PK\x03\x04" not in data
    if kind == "pdf":
        with pikepdf.open(path) as whole:
            return kind in kinds and len(whole.pages) > 0 and not zipfile.is_zipfile(path)
    with zipfile.ZipFile(path) as archive:
        return (
            kind in kinds
            and data.startswith(b"PK")
            and {"odt": "content.xml"}.get(extension, "word/document.xml") in archive.namelist()
        )


@pytest.mark.django_db
@tried(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=ANYTHING, name=NAMES, kinds=KINDS)
def test_any_bytes_of_any_name(settings: Any, tmp_path: Path, data: bytes, name: str, kinds: frozenset[str]):
    settings.PARVIS_VAR = tmp_path / "var"
    holder, wall = uuid.uuid4(), uuid.uuid4()
    handler = SpoolHandler()
    handler.new_file("f-plan", name, "application/octet-stream", len(data))
    for place in range(0, len(data), 100):
        handler.receive_data_chunk(data[place : place + 100], place)
    came = handler.file_complete(len(data))
    assert came is not None
    kept = None
    with (
        closing(came),
        suppress(files.FileRefused),
        files.examined(came, kinds=kinds, largest=1_000_000) as found,
        acting(Reach(subjects=(holder,))),
    ):
        assert is_truly(found.inspected.path, found.inspected.extension, kinds)
        kept = files.keep(found, wall_id=wall, held_by=holder)
        extension = found.inspected.extension
        transaction.set_rollback(True)
    assert list((tmp_path / "var" / "incoming").glob("*")) == []
    lies = [path for path in tmp_path.rglob("*") if path.is_file()]
    if kept is None:
        assert lies == []
    else:
        assert lies == [disk.place(wall, kept.sha256)], "nowhere but in its place, under its digest"
        assert kept.name == clean_name(kept.name)
        assert kept.name.endswith(f".{extension}")
        assert MEDIA_TYPES[extension] in kept.media_type
        files.let_go(kept)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
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
