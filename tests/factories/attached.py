"""A temporary bar that asks for files, and files of our own making."""

import io
import zipfile
from typing import Any

import pikepdf
from PIL import Image

from parvis.cases.data import CaseTypeDefinition
from parvis.procedures.demonstration import temporary_bar

PAGE = {
    "id": "papers",
    "title": {"fr": "Vos pièces", "en": "Your papers"},
    "sections": [
        {
            "id": "papers_all",
            "items": [
                {
                    "id": "plan",
                    "type": "file",
                    "label": {"fr": "Plan des lieux", "en": "Plan of the place"},
                    "required": True,
                    "options": {"max": 3, "max_megabytes": 2},
                },
                {"id": "remark", "type": "text", "label": {"fr": "Remarque", "en": "Remark"}, "required": True},
                {
                    "id": "stalls",
                    "label": {"fr": "Stands", "en": "Stalls"},
                    "item_label": {"fr": "Stand", "en": "Stall"},
                    "fields": [
                        {
                            "id": "photo",
                            "type": "file",
                            "label": {"fr": "Photo du stand", "en": "Picture of the stall"},
                            "options": {"max": 1, "kinds": ["picture"]},
                        }
                    ],
                },
            ],
        }
    ],
}


def definition() -> CaseTypeDefinition:
    """The temporary bar with a last page of files."""
    made: dict[str, Any] = temporary_bar.definition().model_dump(mode="json", exclude_unset=True)
    made["form"]["pages"] = [*made["form"]["pages"], PAGE]
    return CaseTypeDefinition.model_validate(made)


def picture(size: tuple[int, int] = (60, 40), form: str = "JPEG", **saved: Any) -> bytes:
    """A picture, red on its left half."""
    held = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(held, form, **saved)
    return held.getvalue()


def pdf(pages: int = 1, **root: Any) -> bytes:
    """A PDF of empty pages; `root`: more entries of its catalogue."""
    held = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(300, 400))
        for name, value in root.items():
            made.Root[f"/{name}"] = made.make_indirect(value)
        made.save(held)
    return held.getvalue()


def archive(**members: bytes) -> bytes:
    """A ZIP archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return held.getvalue()
