"""A page that nobody could read is told from one that everybody can (on photographs: `tests/corpus`)."""

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from parvis.cases.domain.photographs import BLURRED
from parvis.files.confined import sharpness


def print_of(lines: int, *, paper: int = 235, ink: int = 40, size: tuple[int, int] = (1_700, 2_400)) -> Image.Image:
    """A page of A4 at 200 points to the inch, of print of ten points."""
    made = Image.new("L", size, paper)
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(size=28)
    for line in range(lines):
        pen.text(
            (150, 150 + line * 50), f"Le bailleur remet les clefs du logement, article {line}", font=font, fill=ink
        )
    return made


@pytest.mark.parametrize("lines", [3, 8, 40])
@pytest.mark.parametrize("ink", [40, 170])
def test_print_that_can_be_read_is_sharp_and_print_that_cannot_is_blurred(lines: int, ink: int) -> None:
    page = print_of(lines, ink=ink)
    assert sharpness.of(page) > 3 * BLURRED
    # as wide as a third of a letter is high: no word can be read any more
    assert sharpness.of(page.filter(ImageFilter.GaussianBlur(6))) < BLURRED / 3
    # in a larger picture the same blur spoils the same words
    large = page.resize((3_400, 4_800))
    assert sharpness.of(large) > BLURRED
    assert sharpness.of(large.filter(ImageFilter.GaussianBlur(12))) < BLURRED / 3


def test_an_empty_page_and_an_icon_raise_nothing() -> None:
    assert sharpness.of(Image.new("RGB", (2_000, 3_000), "white")) == 1
    assert sharpness.of(Image.new("RGB", (5, 4_000), "red")) >= BLURRED
