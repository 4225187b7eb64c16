"""Files that are made to harm: those that burst, those that are two at once, those that run, whatever their names."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from parvis.files import api as files
from parvis.files.data import FileRefused, Inspected, Reason
from parvis.files.domain import confining
from tests.factories import attached
from tests.files.test_confined import docx, odt

ALL = frozenset({"picture", "pdf", "office"})


@pytest.fixture
def inspect(tmp_path: Path) -> Callable[[bytes], Inspected]:
    def run(data: bytes) -> Inspected:
        source = tmp_path / "source"
        source.write_bytes(data)
        return confining.inspect(source, kinds=ALL, out=tmp_path / "out")

    return run


# --- bombs -----------------------------------------------------------------------------------------------------------


def jpeg_of(width: int, height: int) -> bytes:
    """A small JPEG whose frame says another size."""
    data = bytearray(attached.picture())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(side: int) -> bytes:
    """A WebP whose canvas (RFC 9649, § 2.7) is far larger than its picture."""
    inner = attached.picture(form="WEBP")[12:]
    canvas = struct.pack("<BBBB", 0, 0, 0, 0) + (side - 1).to_bytes(3, "little") * 2
    chunks = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas + inner
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def png_with(kind: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    data = attached.picture(form="PNG")
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data[:33] + chunk + data[33:]


def pdf_with_picture(side: int) -> bytes:
    """A PDF that shows one picture of so many grey points a side, all alike."""
    held = io.BytesIO()
    packer = zlib.compressobj(9)
    row = bytes(side)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 400))
        image = pikepdf.Stream(made, body)
        for name, value in {"Width": side, "Height": side, "BitsPerComponent": 8}.items():
            image[f"/{name}"] = value
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
        page = made.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=made.make_indirect(image)))
        page.Contents = made.make_stream(b"q 300 0 0 400 0 0 cm /I Do Q")
        made.save(held, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return held.getvalue()


def overlapping(members: int, size: int) -> bytes:
    """An archive whose directory names the same bytes again and again."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", b"<document/>")
        made.writestr("a", bytes(size))
        one = made.getinfo("a")
        for number in range(members):
            again = zipfile.ZipInfo(f"a{number}")
            again.header_offset, again.file_size, again.compress_size = one.header_offset, size, one.compress_size
            again.CRC, again.compress_type = one.CRC, one.compress_type
            made.filelist.append(again)
            made.NameToInfo[again.filename] = again
    return held.getvalue()


def that_lies(size: int) -> bytes:
    """A document with a member of `size` bytes whose directory says ten."""
    data = bytearray(docx(**{"word/media/a.bmp": bytes(size)}))
    for true in (struct.pack("<I", size),):
        while (place := data.find(true)) >= 0:
            data[place : place + 4] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("made", "reasons"),
    [
        (lambda: jpeg_of(65_000, 65_000), {Reason.TOO_LARGE}),
        (lambda: webp_of(16_000), {Reason.TOO_LARGE, Reason.DAMAGED}),
        (lambda: png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000), 9)), {Reason.DAMAGED}),
        (lambda: png_with(b"iCCP", b"a\0\0" + zlib.compress(bytes(200_000_000), 9)), {Reason.DAMAGED}),
        (lambda: docx(**{f"word/{number}.xml": b"" for number in range(5_001)}), {Reason.TOO_HEAVY}),
        (lambda: overlapping(200, 5_000_000), {Reason.TOO_HEAVY}),
        (lambda: that_lies(4_000_000), {Reason.DAMAGED}),
        (lambda: docx(**{"word/media/a.zip": attached.archive(a=bytes(5_000_000))}), {Reason.HOLDS_FILES}),
    ],
    ids=["JPEG", "WebP", "text of a PNG", "profile of a PNG", "members", "overlaps", "lies", "nested"],
)
def test_what_would_burst_is_refused(made: Callable[[], bytes], reasons: set[Reason], inspect: Any):
    with pytest.raises(FileRefused) as found:
        inspect(made())
    assert found.value.reason in reasons


def test_a_picture_in_a_pdf_that_would_burst_costs_no_more_than_a_file_may(inspect: Any):
    """It is drawn small where it can be; where it can't, it is refused, by its weight or as damaged."""
    reason, drawn = None, b""
    try:
        drawn = inspect(pdf_with_picture(20_000)).thumbnail
    except FileRefused as refused:
        reason = refused.reason
    assert 0 < len(drawn) < 100_000 or reason in {Reason.TOO_HEAVY, Reason.TOO_LARGE, Reason.DAMAGED}


# --- two at once -----------------------------------------------------------------------------------------------------


def stored(*members: tuple[str, bytes]) -> bytes:
    """An archive whose members stand in it as they are."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for name, data in members:
            made.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx() + attached.pdf(), Reason.MIXED),
        (odt() + b"MZ\x90\0" + bytes(200), Reason.MIXED),
        (docx() + b"<html><script>alert(1)</script>", Reason.MIXED),
        (
            stored(("a", attached.pdf()), ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")),
            Reason.MIXED,
        ),
        (b"<html><script>alert(1)</script>" + attached.picture(), Reason.KIND),
        (b"GIF89a/*" + attached.picture() + b"*/=1;alert(1)", Reason.KIND),
        (b"MZ\x90\0" + bytes(60) + attached.pdf(), Reason.KIND),
        (b"#!/bin/sh\nexit\n" + docx(), Reason.KIND),
    ],
)
def test_two_at_once_are_refused(inspect: Any, data: bytes, reason: Reason):
    with pytest.raises(FileRefused) as found:
        inspect(data)
    assert found.value.reason == reason


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_of_a_picture_that_is_something_else_too_only_its_points_are_kept(inspect: Any, form: str):
    for hidden in (b"<?php system($_GET[0]); ?>", b"<script>alert(1)</script>", attached.pdf(), stored(("a", b"MZ"))):
        data = attached.picture(form=form) + hidden
        if form == "JPEG":
            data = data[:2] + b"\xff\xfe" + struct.pack(">H", 2 + len(hidden)) + hidden + data[2:]
        kept = inspect(data).path.read_bytes()
        assert hidden[:12] not in kept
        assert Image.open(io.BytesIO(kept)).size == (60, 40)


# --- what runs, under another name -----------------------------------------------------------------------------------

RUN = {
    "Windows": b"MZ\x90\0" + bytes(300),
    "Linux": b"\x7fELF\x02\x01\x01" + bytes(300),
    "macOS": b"\xcf\xfa\xed\xfe" + bytes(300),
    "Java": b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(300),
    "installer": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "shortcut": b"L\0\0\0\x01\x14\x02\0" + bytes(300),
    "batch": b"@echo off\r\ndel /q *.*\r\n",
    "script": b"#!/usr/bin/env python3\nprint()\n",
    "page": b"<!doctype html><script>alert(1)</script>",
    "drawing": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program in an archive": stored(("META-INF/MANIFEST.MF", b"Main-Class: A"), ("A.class", b"\xca\xfe\xba\xbe")),
    "rar": b"Rar!\x1a\x07\x01\0" + bytes(100),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "gzip": b"\x1f\x8b\x08" + bytes(100),
}


@pytest.mark.parametrize("kind", RUN)
def test_what_runs_is_refused_whatever_it_is_called(kind: str, tmp_path: Path, settings: Any):
    settings.PARVIS_VAR = tmp_path / "var"
    for name in ("photo.jpg", "plan.pdf", "lettre.docx"):
        came = tmp_path / "came"
        came.write_bytes(RUN[kind])
        spooled = files.Spooled(name, came, len(RUN[kind]), None, full=False)
        with (
            closing(spooled),
            pytest.raises(FileRefused) as found,
            files.examined(spooled, kinds=ALL, largest=10**6),
        ):
            pytest.fail("it was taken")
        assert found.value.reason == Reason.KIND
