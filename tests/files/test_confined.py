"""What strangers send, opened by the confined process: true files pass, made anew or whole; all else has its reason."""

import hashlib
import io
import os
import zlib
from pathlib import Path

import pikepdf
import pillow_heif
import pytest
from PIL import Image, ImageCms

from parvis.files.data import FileRefused, Inspected, Reason
from parvis.files.domain import confining
from tests.factories import attached

BOTH = frozenset({"picture", "pdf"})
ALL = frozenset({"picture", "pdf", "office"})


@pytest.fixture
def inspect(tmp_path: Path):
    def run(data: bytes, kinds: frozenset[str] = BOTH) -> Inspected:
        source = tmp_path / "source"
        source.write_bytes(data)
        return confining.inspect(source, kinds=kinds, out=tmp_path / "out")

    return run


@pytest.fixture
def refused(inspect):
    def run(data: bytes, kinds: frozenset[str] = BOTH) -> Reason:
        with pytest.raises(FileRefused) as found:
            inspect(data, kinds)
        return found.value.reason

    return run


def oriented(orientation: int, form: str = "JPEG") -> bytes:
    """A picture whose left half is red once it is turned as its Exif data say; with a place in them."""
    upright = Image.open(io.BytesIO(attached.picture((60, 40), "PNG")))
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = upright.transpose(back) if back is not None else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "ACME telephones"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 2.0, 3.0), 3: "E", 4: (2.0, 22.0, 1.0)})
    held = io.BytesIO()
    stored.save(held, form, exif=exif, quality=95)
    return held.getvalue()


def is_bare(data: bytes) -> bool:
    """Whether a picture says nothing but its pixels."""
    found = Image.open(io.BytesIO(data))
    extra = set(found.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    return not extra and not dict(found.getexif()) and b"ACME" not in data and b"Exif" not in data


class TestPictures:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_every_orientation_ends_upright_without_a_place(self, inspect, orientation):
        found = inspect(oriented(orientation))
        data = found.path.read_bytes()
        made = Image.open(io.BytesIO(data)).convert("RGB")
        assert (made.size, found.media_type, found.rewritten) == ((60, 40), "image/jpeg", True)
        left, right = made.getpixel((10, 20)), made.getpixel((50, 20))
        assert left[1] < 60 < 200 < right[1]
        assert is_bare(data)

    def test_heic_becomes_jpeg(self, inspect):
        held = io.BytesIO()
        exif = Image.Exif()
        exif[0x010F] = "ACME telephones"
        image = Image.open(io.BytesIO(attached.picture((64, 48))))
        pillow_heif.from_pillow(image).save(held, exif=exif.tobytes())
        found = inspect(held.getvalue())
        data = found.path.read_bytes()
        assert (found.media_type, found.extension) == ("image/jpeg", "jpg")
        assert Image.open(io.BytesIO(data)).size == (64, 48)
        assert is_bare(data)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_png_of_every_mode(self, inspect, mode):
        held = io.BytesIO()
        Image.new(mode, (20, 10)).save(held, "PNG")
        found = inspect(held.getvalue())
        assert (found.media_type, found.width, found.height) == ("image/png", 20, 10)
        assert is_bare(found.path.read_bytes())

    def test_cmyk_and_profiles_become_plain_colours(self, inspect):
        held = io.BytesIO()
        Image.new("CMYK", (20, 10), (0, 255, 255, 0)).save(held, "JPEG")
        assert Image.open(inspect(held.getvalue()).path).mode == "RGB"
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        found = inspect(attached.picture(icc_profile=profile))
        assert is_bare(found.path.read_bytes())
        assert inspect(attached.picture(icc_profile=b"nonsense")).media_type == "image/jpeg"

    def test_a_large_one_is_made_smaller(self, inspect):
        found = inspect(attached.picture((9_000, 3_000), quality=30))
        assert (found.width, found.height) == (4_096, 1_365)

    def test_a_pixel_bomb_is_refused_by_its_header(self, refused):
        width = height = 60_000
        rows = zlib.compress(b"\0" * 200_000_000, 9)[:100_000]
        head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
        chunks = b"".join(
            len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
            for name, data in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
        )
        assert refused(b"\x89PNG\r\n\x1a\n" + chunks) == Reason.TOO_LARGE

    def test_an_animation_is_refused(self, refused):
        held = io.BytesIO()
        frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
        frames[0].save(held, "WEBP", save_all=True, append_images=frames[1:])
        assert refused(held.getvalue()) == Reason.ANIMATED

    def test_what_hides_behind_a_picture_is_left_behind(self, inspect):
        found = inspect(attached.picture() + attached.archive(**{"run.exe": b"MZ" + bytes(100)}))
        assert b"PK\x03\x04" not in found.path.read_bytes()


class TestPdfs:
    def test_a_plain_one_is_kept_as_it_is(self, inspect):
        data = attached.pdf(3)
        found = inspect(data)
        assert (found.media_type, found.pages, found.rewritten) == ("application/pdf", 3, False)
        assert found.path.read_bytes() == data
        assert Image.open(io.BytesIO(found.thumbnail)).format == "WEBP"

    @pytest.mark.parametrize("owner", ["", "secret"])
    def test_a_locked_one(self, refused, owner):
        held = io.BytesIO()
        with pikepdf.new() as made:
            made.add_blank_page()
            made.save(held, encryption=pikepdf.Encryption(owner="owner", user=owner))
        assert refused(held.getvalue()) == Reason.LOCKED

    @pytest.mark.parametrize(
        ("name", "entry"),
        [
            ("OpenAction", {"/S": "/JavaScript", "/JS": "text"}),
            ("OpenAction", {"/S": "/Launch", "/F": "text"}),
            ("OpenAction", {"/S": "/URI", "/URI": "text"}),
            ("AA", {"/WC": {"/S": "/JavaScript", "/JS": "text"}}),
            ("Names", {"/JavaScript": {"/Names": []}}),
            ("AcroForm", {"/Fields": [], "/XFA": []}),
            ("Outlines", {"/First": {"/A": {"/S": "/SubmitForm", "/F": "text"}}}),
        ],
    )
    def test_one_that_acts(self, refused, name, entry):
        assert refused(attached.pdf(**{name: _made(entry)})) == Reason.ACTIVE

    @pytest.mark.parametrize(
        ("name", "entry"),
        [("Names", {"/EmbeddedFiles": {"/Names": []}}), ("AF", {"/EF": {}}), ("Collection", {"/Type": "/Collection"})],
    )
    def test_one_that_holds_files(self, refused, name, entry):
        assert refused(attached.pdf(**{name: _made(entry)})) == Reason.HOLDS_FILES

    def test_opening_at_a_page_is_no_act(self, inspect):
        assert inspect(attached.pdf(OpenAction=_made({"/S": "/GoTo", "/D": []}))).pages == 1
        assert inspect(attached.pdf(OpenAction=pikepdf.Array([]))).pages == 1

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_one_that_was_cut(self, refused, share):
        data = attached.pdf(3)
        assert refused(data[: int(len(data) * share)]) == Reason.DAMAGED

    def test_one_that_is_an_archive_too(self, refused):
        assert refused(attached.pdf() + attached.archive(**{"a.exe": b"MZ"})) == Reason.MIXED
        assert refused(attached.pdf() + b"<html><script>alert(1)</script>") == Reason.MIXED

    def test_one_that_bursts_is_refused_and_the_machine_goes_on(self, refused):
        with pikepdf.new() as made:
            made.add_blank_page(page_size=(300, 400))
            page = made.pages[0]
            page.Contents = made.make_stream(b"q Q " * 100)
            held = io.BytesIO()
            made.save(held)
        body = zlib.compress(b"0 0 m 9 9 l S " * 30_000_000, 9)
        data = held.getvalue()
        with pikepdf.open(io.BytesIO(data)) as made:
            stream = pikepdf.Stream(made, body)
            stream.Filter = pikepdf.Name.FlateDecode
            made.pages[0].Contents = made.make_indirect(stream)
            held = io.BytesIO()
            made.save(held, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        assert refused(held.getvalue()) in {Reason.TOO_HEAVY, Reason.DAMAGED}


def _made(entry):
    if isinstance(entry, dict):
        return pikepdf.Dictionary({name: _made(value) for name, value in entry.items()})
    if isinstance(entry, list):
        return pikepdf.Array([_made(one) for one in entry])
    return pikepdf.Name(entry) if entry.startswith("/") else pikepdf.String(entry)


class TestTheRest:
    @pytest.mark.parametrize(
        "data",
        [
            b"MZ\x90\x00" + bytes(200),
            b"\x7fELF" + bytes(200),
            b"#!/bin/sh\nrm -rf /\n",
            b"<html><script>alert(1)</script></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"GIF89a" + bytes(50),
            b"II*\0" + bytes(50),
            b"\0" * 64,
            hashlib.sha512(b"neither").digest().replace(b"\xff", b"\0"),
        ],
    )
    def test_what_is_neither_a_picture_nor_a_pdf(self, refused, data):
        assert refused(data) == Reason.KIND

    def test_nothing_at_all(self, refused):
        assert refused(b"") == Reason.EMPTY

    @pytest.mark.parametrize(
        "head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
    )
    def test_what_only_begins_as_one(self, refused, head):
        assert refused(head + os.urandom(300)) == Reason.DAMAGED

    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_a_picture_cut_short(self, refused, form):
        data = attached.picture((400, 300), form)
        assert refused(data[: len(data) // 2]) == Reason.DAMAGED

    def test_a_kind_that_is_not_asked_for(self, refused):
        assert refused(attached.pdf(), frozenset({"picture"})) == Reason.KIND
        assert refused(attached.picture(), frozenset({"pdf"})) == Reason.KIND
        assert refused(attached.archive(a=b"1")) == Reason.KIND


class TestOffice:
    def test_documents_are_kept_as_they_are(self, inspect):
        found = inspect(odt(), ALL)
        assert (found.extension, found.rewritten, found.pages) == ("odt", False, 0)
        assert inspect(docx(), ALL).extension == "docx"

    def test_an_archive_bomb(self, refused):
        assert refused(docx(**{"word/media/a.bmp": bytes(60_000_000)}), ALL) == Reason.TOO_HEAVY

    @pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/activeX/a.xml", "x.exe"])
    def test_one_that_acts(self, refused, name):
        assert refused(docx(**{name: b"x"}), ALL) == Reason.ACTIVE

    def test_one_that_holds_files(self, refused):
        assert refused(docx(**{"word/embeddings/a.bin": b"x"}), ALL) == Reason.HOLDS_FILES

    def test_a_plain_archive(self, refused):
        assert refused(attached.archive(**{"a.txt": b"a"}), ALL) == Reason.KIND
        assert refused(docx()[:60], ALL) == Reason.DAMAGED


def docx(**more: bytes) -> bytes:
    return attached.archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", **more})


def odt() -> bytes:
    return attached.archive(
        **{
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b"<a/>",
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def test_a_path_is_the_askers_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The confined process works in another folder: a relative path still means the asker's."""
    monkeypatch.chdir(tmp_path)
    Path("source").write_bytes(attached.picture())
    found = confining.inspect(Path("source"), kinds=BOTH, out=Path("out"))
    assert Image.open(io.BytesIO(found.path.read_bytes())).format == "JPEG"
