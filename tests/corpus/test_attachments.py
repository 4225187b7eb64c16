"""Pictures and PDFs that others made, in the confined process: each is taken as it should be, or has its reason."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from parvis.cases.domain.photographs import BLURRED
from parvis.files.confined import pictures, sharpness
from parvis.files.data import FileRefused, Inspected, Reason
from parvis.files.domain import confining

CORPUS = Path(os.environ.get("PARVIS_CORPUS", "../shared/data")).absolute()
PHOTOS = sorted((CORPUS / "photos").glob("*/*"))
PDFS = sorted((CORPUS / "pdf" / "malformed").glob("*.pdf"))
pytestmark = pytest.mark.skipif(not PHOTOS or not PDFS, reason="PARVIS_CORPUS holds no photos or PDFs")


def inspect(source: Path, out: Path) -> Inspected:
    return confining.inspect(source, kinds=frozenset({"picture", "pdf"}), out=out / "out")


@pytest.mark.parametrize("source", PHOTOS, ids=lambda path: path.name)
def test_pictures_end_upright_and_bare(source: Path, tmp_path: Path) -> None:
    found = inspect(source, tmp_path)
    data = found.path.read_bytes()
    made = Image.open(io.BytesIO(data))
    assert not dict(made.getexif())
    assert b"Exif" not in data
    assert b"GPS" not in data
    assert not set(made.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    if source.name.startswith("landscape"):
        assert made.width > made.height
    if source.name.startswith("portrait"):
        assert made.width < made.height


@pytest.mark.parametrize("source", PDFS, ids=lambda path: path.name)
def test_pdfs_are_whole_or_have_their_reason(source: Path, tmp_path: Path) -> None:
    try:
        found = inspect(source, tmp_path)
    except FileRefused as refused:
        said = refused.reason
    else:
        said = None
    if said is not None:
        assert said in {Reason.DAMAGED, Reason.LOCKED, Reason.ACTIVE, Reason.HOLDS_FILES, Reason.MIXED}
        return
    assert found.media_type == "application/pdf"
    assert found.pages >= 1
    data, media_type = confining.draw(source, "application/pdf", width=200)
    assert media_type == "image/jpeg"
    assert data


@pytest.mark.parametrize(
    ("name", "reason"), [("js-buttons.pdf", "active"), ("pr6531_1.pdf", "locked"), ("pr6531_2.pdf", "locked")]
)
def test_what_must_not_pass(name: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as found:
        inspect(CORPUS / "pdf" / "malformed" / name, tmp_path)
    assert found.value.reason == reason


@pytest.mark.parametrize("path", [one for one in PHOTOS if one.parent.name != "invalid"], ids=lambda one: one.name)
def test_real_photographs_are_sharp_until_they_are_blurred(path):
    with Image.open(path) as opened:
        picture = pictures.clean(opened)
    assert sharpness.of(picture) > 3 * BLURRED
    assert sharpness.of(picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 250))) < BLURRED
