"""Copies marked with whom and what they are for: words drawn aslant over every page, again and again.

Pages of PDFs become pictures, so that no mark can be lifted off as a layer, and nothing that a page hides stays.
"""

import io
import math
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from parvis.files.confined import drawing, joining, pictures
from parvis.files.confined.reasons import Refused

#: pixels of the width of a page of a PDF, of the longer side of a picture: 200 to the inch of A4
WIDTH, LONGEST = 1_654, 2_400
#: of the words, to the right and up: no line of a card runs along them
SLANT = math.radians(28)
_QUALITY = 82
#: how much of a page is looked at for how dark it is, in pixels each way
_AROUND = 16
#: how much of the words covers what is as light as the place in the list, in dark ink and in light ink
_LIGHT = [135 if value >= 110 else 0 for value in range(256)]
_DARK = [110 if value < 110 else 0 for value in range(256)]


def mark(source: Path, out: Path, media_type: str, *, lines: Sequence[str], most: int) -> None:
    """Write the picture or PDF `source` (what `judging` let pass) to `out` with `lines` all over each page.

    most: pages. One page is held at a time. Raises Refused: too_large, damaged.
    """
    try:
        if media_type == "application/pdf":
            _pages(source, out, lines, most)
            return
        with pictures.opened(source, media_type.partition("/")[2]) as found:
            clean = pictures.clean(found)
        clean.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
        flat = joining.on_paper(clean) if clean.mode not in ("L", "RGB") else clean.convert("RGB")
        marked(flat, lines).save(out, "JPEG", quality=_QUALITY)
    except (MemoryError, Refused):
        raise
    except Exception as error:  # broken objects raise whatever they lead PDFium and qpdf to
        raise Refused("damaged") from error


def _pages(source: Path, out: Path, lines: Sequence[str], most: int) -> None:
    document = pypdfium2.PdfDocument(source)
    count = len(document)
    document.close()
    if count > most:
        raise Refused("too_large")
    with pikepdf.new() as whole:
        for number in range(1, count + 1):
            page = marked(drawing.pdf_page(source, number, width=WIDTH), lines)
            held = io.BytesIO()
            page.save(held, "PDF", resolution=max(page.size) / joining.LONG_SIDE, quality=_QUALITY)
            held.seek(0)
            with pikepdf.open(held) as part:
                whole.pages.extend(part.pages)
        whole.save(out)


def marked(page: Image.Image, lines: Sequence[str]) -> Image.Image:
    """The page (L or RGB) with the words over it, in RGB: dark where it is light around, light where it is dark."""
    words = _words(page.size, lines)
    page = page if page.mode == "RGB" else page.convert("RGB")
    around = page.convert("L").reduce(_AROUND).resize(page.size)
    for ink, there in (((50, 50, 90), around.point(_LIGHT)), ((235, 235, 245), around.point(_DARK))):
        page.paste(ink, mask=ImageChops.multiply(words, there))
    return page


def _words(size: tuple[int, int], lines: Sequence[str]) -> Image.Image:
    """The words all over a page of `size` pixels, white on black. PDFium has a face for them: no font file."""
    wide, high = size
    longest = max(map(len, lines))
    # the longest line fits across the page; half an em is what a letter of Helvetica takes
    points = max(9.0, min(1.9 * min(size) / longest, min(size) / 16))
    along = math.hypot(wide, high)
    c, s = math.cos(SLANT), math.sin(SLANT)
    drawn = [b"BT"]
    apart = points * (1.3 * len(lines) + 3)
    rows = math.ceil(along / apart / 2)
    for row in range(-rows, rows + 1):
        for number, line in enumerate(lines):
            times = math.ceil(along / (0.4 * points * len(line))) + 1
            text = "      ".join([line] * times)
            up = row * apart - number * 1.3 * points
            back = along / 2 + (row % 2) * 0.2 * along
            x, y = wide / 2 - s * up - c * back, high / 2 + c * up - s * back
            said = text.encode("cp1252", "replace").hex().encode()
            drawn.append(b"/F %.1f Tf %.4f %.4f %.4f %.4f %.1f %.1f Tm <%s> Tj" % (points, c, s, -s, c, x, y, said))
    drawn.append(b"ET")
    held = io.BytesIO()
    with pikepdf.new() as sheet:
        page = sheet.add_blank_page(page_size=size)
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/Helvetica-Bold"),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=sheet.make_indirect(face)))
        page.obj.Contents = sheet.make_stream(b"\n".join(drawn))
        sheet.save(held)
    document = pypdfium2.PdfDocument(held.getvalue())
    shown: Image.Image = document[0].render(scale=1).to_pil().convert("L").resize(size)
    return shown.point([255 - value for value in range(256)])
