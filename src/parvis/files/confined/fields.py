"""The fields of a PDF form (AcroForm, ISO 32000-2 § 12.7) that somebody sent: what they are, and what stands near.

Nothing of the file is run or fetched: scripts are looked at for the format that they give a field, as texts. Forms made
of XFA alone have no fields that anything but their own programme reads: they are told as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from parvis.files.confined.pdfs import MOST_OBJECTS, MOST_PAGES
from parvis.files.confined.reasons import Refused

#: boxes on pages that are read, characters of a text, choices of a field
MOST_BOXES, LONGEST, MOST_CHOICES = 5_000, 500, 1_000
#: flags of fields (§ 12.7.4, tables 227 to 233) and of annotations (table 167)
_READ_ONLY, _REQUIRED = 1 << 0, 1 << 1
_MULTILINE, _PASSWORD, _FILE, _COMB = 1 << 12, 1 << 13, 1 << 20, 1 << 24
_RADIO, _BUTTON = 1 << 15, 1 << 16
_COMBO, _EDIT, _SEVERAL = 1 << 17, 1 << 18, 1 << 21
_HIDDEN = 0b100010
_DATE = re.compile(r"AFDate_(?:Format|Keystroke)(?:Ex)?\s*\(\s*[\"']?([^\"')]{0,30})")
_NUMBER = re.compile(r"AFNumber_(?:Format|Keystroke)\s*\(\s*(\d{1,2})")
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s+Tf")
#: how far from its box a label is looked for, in points
_LEFT, _ABOVE, _RIGHT = 260.0, 16.0, 320.0


@dataclass(slots=True)
class Box:
    """A box of a field on a page (from 0): left, bottom, right, top in points; state: what ticking it says; hidden."""

    page: int
    rect: tuple[float, float, float, float]
    state: str = ""
    hidden: bool = False
    near: str = ""


@dataclass(slots=True)
class Found:
    """A field. kind: text, checkbox, radio, choice, list, signature, button; label: what screen readers say of it;
    format: the date's, or "number 2" for two decimals; choices: export value and words; states: what boxes may say.
    """

    name: str
    kind: str
    label: str = ""
    required: bool = False
    read_only: bool = False
    calculated: bool = False
    multiline: bool = False
    several: bool = False
    editable: bool = False
    comb: bool = False
    secret: bool = False
    file: bool = False
    most: int = 0
    size: float = 0
    align: int = 0
    format: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def fields(source: Path, out: Path) -> dict[str, Any]:
    """Write the fields to `out`, JSON, in the order of reading; what is known of the file.

    Raises Refused: kind, locked (a password is needed), damaged, too_large.
    """
    with source.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise Refused("kind")
    try:
        with pikepdf.open(source, attempt_recovery=True, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if not pages:
                raise Refused("damaged")
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise Refused("too_large")
            found, broken = _found(pdf)
            known = {"pages": pages, "xfa": _has_xfa(pdf), "title": _title(pdf), "broken": broken}
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (MemoryError, Refused):
        raise
    except Exception as error:  # broken objects raise whatever they lead qpdf to
        raise Refused("damaged") from error
    _look_around(source, found)
    found.sort(key=_place)
    out.write_text(json.dumps([asdict(one) for one in found]), encoding="utf-8")
    return {**known, "fields": len(found)}


def text_of(value: Any) -> str:
    """A string of the file as text: short, without what no page shows."""
    try:
        return " ".join(str(value).replace("\0", "").split())[:LONGEST] if value is not None else ""
    except (ValueError, UnicodeError):
        return ""


def inherited(found: Any, key: str) -> Any:
    """An attribute of a field, or of what it stands in (§ 12.7.4.1)."""
    for _level in range(32):
        if not isinstance(found, pikepdf.Dictionary):
            return None
        if key in found:
            return found[key]
        found = found.get("/Parent")
    return None


def full_name(found: Any) -> str:
    """The name by which a field is filled: those of all that it stands in, with dots (§ 12.7.4.2)."""
    parts: list[str] = []
    for _level in range(32):
        if not isinstance(found, pikepdf.Dictionary):
            break
        if "/T" in found:
            parts.append(str(found["/T"]))
        found = found.get("/Parent")
    return ".".join(reversed(parts))[:LONGEST]


def widgets(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """The boxes of fields on pages, each with its page from 0."""
    count = 0
    for number, page in enumerate(pdf.pages):
        annotations = page.obj.get("/Annots")
        for one in annotations if isinstance(annotations, pikepdf.Array) else ():
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Widget":
                count += 1
                if count > MOST_BOXES:
                    raise Refused("too_large")
                yield number, one


def on_state(widget: Any) -> str:
    """What a box says when it is ticked: the name of its appearance that is not /Off (§ 12.7.5.2.3)."""
    drawn = widget.get("/AP")
    normal = drawn.get("/N") if isinstance(drawn, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream):
        for key in normal.keys():  # noqa: SIM118 - pikepdf's own
            if key != "/Off":
                return str(key)[1:][:LONGEST]
    return ""


def rect_of(widget: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right, top. Raises what broken numbers raise."""
    a, b, c, d = (float(one) for one in list(widget["/Rect"])[:4])
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _has_xfa(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    return isinstance(form, pikepdf.Dictionary) and "/XFA" in form


def _title(pdf: pikepdf.Pdf) -> str:
    return text_of(pdf.docinfo.get("/Title")) if "/Info" in pdf.trailer else ""


def _found(pdf: pikepdf.Pdf) -> tuple[list[Found], int]:
    by_name: dict[str, Found] = {}
    broken = 0
    for number, widget in widgets(pdf):
        try:
            name = full_name(widget)
            if not name:
                broken += 1
                continue
            flags = int(widget.get("/F", 0))
            box = Box(number, rect_of(widget), on_state(widget), bool(flags & _HIDDEN))
            if name not in by_name:
                by_name[name] = _field(name, widget, pdf.Root.get("/AcroForm"))
            by_name[name].boxes.append(box)
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, NotImplementedError):
            broken += 1
    return list(by_name.values()), broken


def _field(name: str, widget: Any, pdf_form: Any) -> Found:
    flags = int(inherited(widget, "/Ff") or 0)
    kind = str(inherited(widget, "/FT") or "")
    made = Found(
        name=name,
        kind={"/Tx": "text", "/Sig": "signature"}.get(kind, "button"),
        label=text_of(inherited(widget, "/TU")),
        required=bool(flags & _REQUIRED),
        read_only=bool(flags & _READ_ONLY),
    )
    scripts = _scripts(inherited(widget, "/AA"))
    made.calculated = bool(scripts.get("/C"))
    if kind == "/Btn":
        made.kind = "button" if flags & _BUTTON else "radio" if flags & _RADIO else "checkbox"
        made.choices = _choices(inherited(widget, "/Opt"))
    elif kind == "/Ch":
        made.size, made.align = _letters(widget, pdf_form)
        made.kind = "choice" if flags & _COMBO else "list"
        made.editable = bool(flags & _COMBO and flags & _EDIT)
        made.several = bool(flags & _SEVERAL)
        made.choices = _choices(inherited(widget, "/Opt"))
    elif kind == "/Tx":
        made.size, made.align = _letters(widget, pdf_form)
        made.multiline, made.secret = bool(flags & _MULTILINE), bool(flags & _PASSWORD)
        made.file, made.comb = bool(flags & _FILE), bool(flags & _COMB)
        made.most = min(max(int(inherited(widget, "/MaxLen") or 0), 0), 100_000)
        said = " ".join(scripts.values())
        if date := _DATE.search(said):
            made.format = f"date {date[1].strip()}".strip()
        elif number := _NUMBER.search(said):
            made.format = f"number {number[1]}"
    return made


def _letters(widget: Any, pdf_form: Any) -> tuple[float, int]:
    """The size of a field's letters (0: whatever fits) and where its text stands (§ 12.7.4.3)."""
    whole: Any = pdf_form if isinstance(pdf_form, pikepdf.Dictionary) else {}
    said = inherited(widget, "/DA") or whole.get("/DA")
    size = _SIZE.search(str(said)) if said is not None else None
    align = int(inherited(widget, "/Q") or whole.get("/Q") or 0)
    return (min(float(size[1]), 72.0) if size else 0.0), (align if align in (1, 2) else 0)


def _scripts(actions: Any) -> dict[str, str]:
    """The scripts of a field by when they would run, cut: they are read, never run."""
    found: dict[str, str] = {}
    for key in ("/F", "/K", "/C") if isinstance(actions, pikepdf.Dictionary) else ():
        action = actions.get(key)
        script: Any = action.get("/JS") if isinstance(action, pikepdf.Dictionary) else None
        if isinstance(script, pikepdf.Stream):
            # what a stream holds is unpacked no further than it needs to be
            script = script.read_bytes()[:LONGEST].decode("latin-1") if len(script.read_raw_bytes()) < 20_000 else "?"
        if script is not None:
            found[key] = str(script)[:LONGEST]
    return found


def _choices(found: Any) -> list[tuple[str, str]]:
    listed: list[tuple[str, str]] = []
    for one in list(found)[:MOST_CHOICES] if isinstance(found, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Array) and len(one) > 1:
            listed.append((text_of(one[0]), text_of(one[1])))
        elif not isinstance(one, pikepdf.Array | pikepdf.Dictionary):
            listed.append((text_of(one), text_of(one)))
    return listed


def _place(one: Found) -> tuple[int, int, float]:
    """The order in which people read: page, line, from the left."""
    box = one.boxes[0]
    return box.page, -round((box.rect[1] + box.rect[3]) / 2 / 7), box.rect[0]


def _look_around(source: Path, found: list[Found]) -> None:
    """The words beside each box, as PDFium reads them; none where it can't."""
    by_page: dict[int, list[tuple[Found, Box]]] = {}
    for one in found:
        for box in one.boxes:
            by_page.setdefault(box.page, []).append((one, box))
    try:
        with pypdfium2.PdfDocument(source) as pdf:
            for number, here in by_page.items():
                page = pdf[number]
                text = page.get_textpage()
                for one, box in here:
                    others = [other.rect for _field, other in here if other is not box]
                    box.near = _near(text, box.rect, others, ticked=one.kind in ("checkbox", "radio"))
                text.close()
                page.close()
    except (pypdfium2.PdfiumError, OSError, ValueError):
        return  # a page that PDFium does not open has no words: fields keep their names


def _near(
    text: Any,
    rect: tuple[float, float, float, float],
    others: list[tuple[float, float, float, float]],
    *,
    ticked: bool,
) -> str:
    left, bottom, right, top = rect
    middle = (bottom + top) / 2
    line = [one for one in others if one[1] < middle < one[3]]
    before = max((one[2] for one in line if one[2] <= left + 1), default=left - _LEFT)
    after = min((one[0] for one in line if one[0] >= right - 1), default=right + _RIGHT)
    low, high = (bottom, top) if top - bottom < 40 else (top - 16, top)
    beside = _said(text, max(before, left - _LEFT), low - 2, left, high + 2)
    behind = _said(text, right, low - 2, min(after, right + _RIGHT), high + 2)
    above = _said(text, left - 2, top, max(right, left + 120), top + _ABOVE)
    return next((one for one in ((behind, beside, above) if ticked else (beside, above)) if one), "")


def _said(text: Any, left: float, bottom: float, right: float, top: float) -> str:
    if right - left < 3:
        return ""
    said = " ".join(str(text.get_text_bounded(left, bottom, right, top)).split())
    said = re.sub(r"[._…]{3,}|[□☐❑❏¨]", " ", said)
    return " ".join(said.split()).strip(" :*.…_-–•")[-200:]
