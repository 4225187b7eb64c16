"""Several papers made one PDF: pictures a page each, PDFs page after page, in the order given."""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from PIL import Image

from parvis.files.confined.drawing import TURNS
from parvis.files.confined.pdfs import MOST_PAGES
from parvis.files.confined.reasons import Refused

#: the longer side of a page made from a picture, in inches: that of A4
LONG_SIDE = 11.69


def join(sources: Sequence[tuple[Path, str, int]], out: Path, *, longest: int = 0) -> int:
    """Write one PDF of `sources` (what `judging` let pass, with its media type and the degrees by which a picture is
    turned clockwise) to `out`; how many pages it has. longest: pixels of the longer side of pictures, 0: as they are.

    One picture is decoded at a time. Raises Refused: too_large, damaged.
    """
    try:
        with pikepdf.new() as whole:
            for source, media_type, turn in sources:
                with _opened(source, media_type, turn, longest) as part:
                    if len(whole.pages) + len(part.pages) > MOST_PAGES:
                        raise Refused("too_large")
                    whole.pages.extend(part.pages)
            whole.save(out)
            return len(whole.pages)
    except (MemoryError, Refused):
        raise
    except Exception as error:  # broken objects raise whatever they lead qpdf to
        raise Refused("damaged") from error


def _opened(source: Path, media_type: str, turn: int, longest: int) -> pikepdf.Pdf:
    if media_type == "application/pdf":
        return pikepdf.open(source)
    held = io.BytesIO()
    with Image.open(source) as picture:
        if longest:
            picture.draft(None, (longest, longest))
            picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        # JPEG as it is stored, everything else on white paper: a PDF page shows nothing through
        flat = picture if picture.mode in ("L", "RGB") else on_paper(picture)
        if turn in TURNS:
            flat = flat.transpose(TURNS[turn])
        flat.save(held, "PDF", resolution=max(flat.size) / LONG_SIDE)
    held.seek(0)
    return pikepdf.open(held)


def on_paper(picture: Image.Image) -> Image.Image:
    """A picture that one sees through, on white."""
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
