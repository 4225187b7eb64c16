"""Logos are decoded and written again; what is no picture is refused."""

import io

import pytest
from PIL import Image

from parvis.territory.domain import logos


def _picture(kind: str, size: tuple[int, int] = (300, 100), mode: str = "RGB", **options: object) -> io.BytesIO:
    written = io.BytesIO()
    Image.new(mode, size, "teal").save(written, kind, **options)
    written.seek(0)
    return written


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
def test_pictures_are_written_again(kind: str, mode: str) -> None:
    encoded = logos.encode(_picture(kind, mode=mode))
    with Image.open(io.BytesIO(encoded.content)) as again:
        assert (again.format, again.size) == ("PNG", (300, 100))
    assert (encoded.media_type, encoded.width, encoded.height) == ("image/png", 300, 100)


def test_metadata_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif[0x0112] = 6  # turned by a quarter
    encoded = logos.encode(_picture("JPEG", exif=exif))
    assert b"Maker" not in encoded.content
    assert (encoded.width, encoded.height) == (64, 192)  # upright, and made to fit


def test_large_pictures_are_made_to_fit() -> None:
    encoded = logos.encode(_picture("PNG", (3000, 500)))
    assert encoded.width <= logos.MOST_WIDTH
    assert encoded.height <= logos.MOST_HEIGHT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 50,
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(logos.LogoRefused):
        logos.encode(io.BytesIO(content))


def test_a_truncated_picture_is_refused() -> None:
    whole = _picture("PNG", (400, 400)).getvalue()
    with pytest.raises(logos.LogoRefused):
        logos.encode(io.BytesIO(whole[: len(whole) // 2]))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(logos.LogoRefused):
        logos.encode(_picture("PNG", (20_000, 1_000), mode="1"))


def test_a_heavy_file_is_refused() -> None:
    with pytest.raises(logos.LogoRefused, match="2"):
        logos.encode(io.BytesIO(b"\0" * (logos.MOST_BYTES + 1)))
