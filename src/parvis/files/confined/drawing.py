"""One page as a picture: how agents see what was attached, without the file itself ever opening in their browser."""

from pathlib import Path

import pypdfium2
from PIL import Image

from parvis.files.confined import pictures
from parvis.files.confined.reasons import Refused

#: pixels of the longest side of what is drawn
LONGEST = 4_000
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def draw(source: Path, out: Path, media_type: str, *, page: int, turn: int, width: int) -> str:
    """Draw a page (counted from 1) of a PDF, or a picture, `width` pixels wide once turned clockwise by `turn` degrees.

    Writes it to `out` and gives its media type. Raises Refused: damaged, no_page.
    """
    if media_type == "application/pdf":
        found = pdf_page(source, page, width=width, turn=turn)
    else:
        if page != 1:
            raise Refused("no_page")
        found = _picture(source, media_type)
        if turn in TURNS:
            found = found.transpose(TURNS[turn])
        found.thumbnail((width, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if found.mode == "RGBA":
        found.save(out, "PNG")
        return "image/png"
    found.convert("RGB").save(out, "JPEG", quality=85)
    return "image/jpeg"


def _picture(source: Path, media_type: str) -> Image.Image:
    with pictures.opened(source, media_type.partition("/")[2]) as found:
        return pictures.clean(found)


def pdf_page(source: Path, page: int, *, width: int, turn: int = 0) -> Image.Image:
    """A page of a PDF, as PDFium shows it (without scripts: this build has none). Raises Refused: damaged, no_page."""
    try:
        pdf = pypdfium2.PdfDocument(source)
        if not 1 <= page <= len(pdf):
            raise Refused("no_page")
        found = pdf[page - 1]
        if turn:
            found.set_rotation((found.get_rotation() + turn) % 360)
        wide, high = found.get_size()
        if wide <= 0 or high <= 0:
            raise Refused("damaged")
        scale = min(width / wide, LONGEST / high)
        drawn: Image.Image = found.render(scale=scale).to_pil().convert("RGB")
    except (MemoryError, Refused):
        raise
    except Exception as error:  # broken pages raise whatever they lead PDFium to
        raise Refused("damaged") from error
    return drawn
