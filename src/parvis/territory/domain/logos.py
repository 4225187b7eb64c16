"""Logos: pictures that an administrator sends, re-encoded so that nothing but pixels is kept."""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

MOST_BYTES = 2_000_000
MOST_PIXELS = 16_000_000
#: twice the largest size shown, for dense screens
MOST_WIDTH, MOST_HEIGHT = 640, 192
_FORMATS = ("PNG", "JPEG", "WEBP")


class LogoRefused(ValueError):
    """The picture can't be a logo; the message tells the administrator why."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is kept."""

    content: bytes
    media_type: str
    sha256: str
    width: int
    height: int


def encode(file: BinaryIO) -> Encoded:
    """Decode a PNG, JPEG or WebP picture and write it again as PNG, at most 640 × 192 pixels, without metadata.

    SVG is refused: it may carry scripts and outside references. Raises LogoRefused.
    """
    from PIL import Image, ImageOps

    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise LogoRefused(_("The picture is larger than 2 MB."))
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoRefused(_("The picture has too many pixels: 16 million at most."))
            upright = ImageOps.exif_transpose(picture) or picture
            plain = upright.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, LogoRefused):
            raise
        raise LogoRefused(_("The logo must be a PNG, JPEG or WebP picture.")) from error
    plain.thumbnail((MOST_WIDTH, MOST_HEIGHT), Image.Resampling.LANCZOS)
    # A new picture: info, palettes and profiles of the one sent stay behind.
    clean = Image.new("RGBA", plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    encoded = written.getvalue()
    return Encoded(encoded, "image/png", hashlib.sha256(encoded).hexdigest(), *clean.size)
