"""Pictures: decoded, put upright, written anew without anything but their pixels (no place, no date, no device)."""

import io
from pathlib import Path

from PIL import Image, ImageCms

from parvis.files.confined import sharpness
from parvis.files.confined.judging import Verdict
from parvis.files.confined.reasons import Refused

#: pixels that a picture may have; telephones make 50 and 108 million, which JPEG can decode at a fraction
MOST_PIXELS = 50_000_000
MOST_PIXELS_JPEG = 220_000_000
#: the longest side of what is kept, in pixels: a page of small print stays readable
LONGEST = 4_096
THUMBNAIL = 160
QUALITY = 86

_FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "heif": ("HEIF",)}
_ORIENTATION = 0x0112  # Exif 2.32, § 4.6.4
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# we count pixels ourselves, before anything is decoded
Image.MAX_IMAGE_PIXELS = None


def judge(source: Path, out: Path, kind: str) -> Verdict:
    """See `judging.judge`. Raises Refused: damaged, too_large, animated."""
    with opened(source, kind) as picture:
        if kind != "jpeg" and getattr(picture, "n_frames", 1) > 1 and getattr(picture, "is_animated", False):
            raise Refused("animated")
        upright = clean(picture)
    see_through = upright.mode in ("RGBA", "LA")
    if kind == "png" or see_through:
        upright.save(out, "PNG")
        media_type, extension = "image/png", "png"
    else:
        (upright if upright.mode == "RGB" else upright.convert("RGB")).save(out, "JPEG", quality=QUALITY)
        media_type, extension = "image/jpeg", "jpg"
    small = thumbnail(upright)
    return Verdict(media_type, extension, True, 1, upright.width, upright.height, small, sharpness.of(upright))


def opened(source: Path, kind: str) -> Image.Image:
    """The picture, not yet decoded. Raises Refused: damaged, too_large."""
    if kind == "heif":
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener()
    try:
        picture = Image.open(source, formats=_FORMATS[kind])
    except MemoryError:
        raise
    except Exception as error:  # decoders raise whatever broken bytes lead them to
        raise Refused("damaged") from error
    if picture.width * picture.height > (MOST_PIXELS_JPEG if kind == "jpeg" else MOST_PIXELS):
        raise Refused("too_large")
    return picture


def clean(picture: Image.Image) -> Image.Image:
    """The picture upright, in sRGB, of eight bits, within LONGEST, without metadata. Raises Refused: damaged."""
    orientation = _orientation(picture)
    try:
        if picture.format in ("JPEG", "MPO"):
            picture.draft(None, (LONGEST, LONGEST))
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too_large")  # of a kind that can't be decoded at a fraction
        profile = picture.info.get("icc_profile")
        picture.load()
        flat = _eight_bits(picture, profile)
        flat.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
        if orientation in _TURNS:
            flat = flat.transpose(_TURNS[orientation])
    except (MemoryError, Refused):
        raise
    except Exception as error:  # decoders raise whatever broken bytes lead them to
        raise Refused("damaged") from error
    flat.info = {}  # what the encoders would otherwise write back: comments, profiles, resolution
    return flat


def _orientation(picture: Image.Image) -> int:
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # broken Exif data says nothing: the picture stays as it is stored
        return 1
    return found if isinstance(found, int) else 1


def _eight_bits(picture: Image.Image, profile: object) -> Image.Image:
    """In the mode L, RGB or RGBA, its colours brought from its profile to sRGB."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # 16 bits a channel: the eight high ones are what screens show
        wide = picture.convert("I")
        return wide.point([value >> 8 for value in range(65_536)], "L") if _over(wide, 255) else wide.convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    alpha = None
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        alpha = whole.getchannel("A")
        picture = whole.convert("RGB")
    elif picture.mode == "P":
        picture = picture.convert("RGB")
    if isinstance(profile, bytes) and profile and picture.mode in ("RGB", "CMYK"):
        picture = _to_srgb(picture, profile)
    if picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    if alpha is not None and _lowest(alpha) < 255:
        picture = picture.convert("RGB")
        picture.putalpha(alpha)
    return picture


def _over(picture: Image.Image, value: int) -> bool:
    _, highest = picture.getextrema()
    return isinstance(highest, int | float) and highest > value


def _lowest(picture: Image.Image) -> float:
    lowest, _ = picture.getextrema()
    return lowest if isinstance(lowest, int | float) else 0


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        found = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # a profile of another space, or none at all: its colours are taken as they stand
    return found or picture


def thumbnail(picture: Image.Image) -> bytes:
    """A small WebP of an upright picture."""
    small = picture.reduce(max(1, max(picture.size) // (3 * THUMBNAIL)))
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.BICUBIC, reducing_gap=2.0)
    if small.mode != "RGB":
        paper = Image.new("RGB", small.size, "white")
        seen = small.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
        small = paper
    held = io.BytesIO()
    small.save(held, "WEBP", quality=60)
    return held.getvalue()
