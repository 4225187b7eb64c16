"""PDFs: opened whole, refused where they are locked, broken, or would do anything but show pages.

Their bytes are kept as they came: writing one anew would break the signature that it may carry.
"""

import zipfile
from pathlib import Path
from typing import Any

import pikepdf

from parvis.files.confined import drawing, pictures
from parvis.files.confined.judging import Verdict
from parvis.files.confined.reasons import Refused

MOST_PAGES = 1_000
MOST_OBJECTS = 500_000

#: actions that run something, send something or open another file (ISO 32000-2, § 12.6.4)
ACTIVE = frozenset(
    {
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"),
        *("/RichMediaExecute", "/GoTo3DView", "/GoToDp", "/SetOCGState", "/Trans"),
    }
)
#: annotations that hold other files, sounds, films or machines (§ 12.5.6)
HOLDERS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_TAIL = 66_000


def judge(source: Path) -> Verdict:
    """See `judging.judge`. Raises Refused: locked, damaged, active, holds_files, mixed, too_large."""
    _refuse_mixed(source)
    try:
        with pikepdf.open(source, attempt_recovery=True, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("locked")
            pages = len(pdf.pages)
            if pages == 0:
                raise Refused("damaged")
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise Refused("too_large")
            _refuse_active(pdf)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (MemoryError, Refused):
        raise
    except Exception as error:  # broken objects raise whatever they lead qpdf to
        raise Refused("damaged") from error
    first = drawing.pdf_page(source, 1, width=2 * pictures.THUMBNAIL)
    return Verdict("application/pdf", "pdf", False, pages, thumbnail=pictures.thumbnail(first))


def _refuse_mixed(source: Path) -> None:
    """A file that another reader would take for something else: an archive, or bytes after its end; or cut short."""
    with source.open("rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise Refused("damaged")  # cut off on its way, or with so much behind its end that it is something else
    if b"PK\x05\x06" in tail and zipfile.is_zipfile(source):
        raise Refused("mixed")
    if len(tail[end + 5 :].strip(b"\0\t\r\n\x0c \x1a")) > 0:
        raise Refused("mixed")


def _refuse_active(pdf: pikepdf.Pdf) -> None:
    for found in pdf.objects:
        _look(found, 0)
    _look(pdf.trailer, 0)
    root = pdf.Root
    if "/OpenAction" in root:
        opening: Any = root["/OpenAction"]
        if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") not in ("/GoTo", "/Named"):
            raise Refused("active")
    if "/Collection" in root:
        raise Refused("holds_files")


def _look(found: Any, depth: int) -> None:
    """Refuse what is active in one object, and in what stands directly in it."""
    if depth > 60:
        raise Refused("damaged")
    if isinstance(found, pikepdf.Stream):
        found = found.stream_dict
    if isinstance(found, pikepdf.Array):
        for inner in found:
            if not getattr(inner, "is_indirect", False):
                _look(inner, depth + 1)
        return
    if not isinstance(found, pikepdf.Dictionary):
        return
    keys = set(found.keys())
    if keys & {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent"}:
        raise Refused("active")
    if keys & {"/EmbeddedFiles", "/EF"}:
        raise Refused("holds_files")
    if "/S" in keys and _name(found["/S"]) in ACTIVE and _is_action(found, keys):
        raise Refused("active")
    if "/Subtype" in keys and _name(found["/Subtype"]) in HOLDERS and ("/Rect" in keys or "/FS" in keys):
        raise Refused("holds_files")
    for key in keys:
        inner = found[key]
        if not getattr(inner, "is_indirect", False):
            _look(inner, depth + 1)


def _is_action(found: Any, keys: set[str]) -> bool:
    """Whether a dictionary with /S is an action: transitions of pages and marks of structure have one too."""
    kind = _name(found["/Type"]) if "/Type" in keys else ""
    return kind in ("", "/Action") and _name(found["/S"]) != "/Trans"


def _name(found: Any) -> str:
    return str(found) if isinstance(found, pikepdf.Name) else ""
