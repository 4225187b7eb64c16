"""A PDF form that is filled in: values put into its fields, each drawn as it was set beforehand, a page for a box.

What the form would do by itself (scripts, sending, XFA, files that it holds) is taken out: what is given is a document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from parvis.files.confined.fields import full_name, inherited, on_state, widgets
from parvis.files.confined.reasons import Refused

_BUTTON = 1 << 16


def fill(
    source: Path,
    drawn: Path | None,
    out: Path,
    *,
    texts: Mapping[str, str],
    ticks: Mapping[str, str],
    boxes: Sequence[str],
    flat: bool,
) -> int:
    """Write the form of `source` filled in to `out`; how many boxes were.

    texts: values by the names of fields; ticks: the state of boxes and groups by name; drawn: a PDF whose pages show
    the texts, in the order of the boxes on the pages of the form; boxes: whose text each page shows. flat: what was
    filled in becomes part of the pages, and no field is left. Raises Refused: locked, damaged.
    """
    try:
        with pikepdf.open(source) as pdf:
            count = _filled(pdf, drawn, texts, ticks, list(boxes))
            _tame(pdf)
            if flat:
                _without(pdf, _is_button)
                pdf.flatten_annotations("all")
                _without(pdf, _is_box)  # what was left empty
                _drop(pdf.Root, "/AcroForm")
            pdf.save(out, deterministic_id=True)
            return count
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (MemoryError, Refused):
        raise
    except Exception as error:  # broken objects raise whatever they lead qpdf to
        raise Refused("damaged") from error


def slim(source: Path, out: Path) -> int:
    """Write a form without what nobody needs to fill it in to `out`, packed well; its bytes. Raises Refused."""
    try:
        with pikepdf.open(source, attempt_recovery=True, suppress_warnings=True) as pdf:
            _tame(pdf)
            pdf.remove_unreferenced_resources()
            pdf.save(
                out,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                recompress_flate=True,
            )
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise Refused("damaged") from error
    return out.stat().st_size


def _filled(
    pdf: pikepdf.Pdf, drawn: Path | None, texts: Mapping[str, str], ticks: Mapping[str, str], boxes: list[str]
) -> int:
    count = 0
    pages: list[Any] = []
    with pikepdf.open(drawn) if drawn is not None else pikepdf.new() as shown:
        pages = list(shown.pages)
        for _number, widget in list(widgets(pdf)):
            name = full_name(widget)
            kind = str(inherited(widget, "/FT") or "")
            if kind == "/Btn" and name in ticks:
                count += _tick(widget, ticks[name])
            elif kind in ("/Tx", "/Ch") and name in texts:
                holder = _holder(widget)
                holder["/V"] = String(texts[name])
                _drop(holder, "/I")
                _drop(holder, "/RV")
                if name in boxes:
                    place = boxes.index(name)
                    boxes[place] = ""
                    look = pdf.copy_foreign(pages[place].as_form_xobject())
                    widget["/AP"] = Dictionary(N=look)
                    count += 1
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        form["/NeedAppearances"] = False
    return count


def _holder(widget: Any) -> Any:
    """The field that a box belongs to: where its name stands, and its value goes."""
    found = widget
    for _level in range(32):
        if "/T" in found or "/Parent" not in found:
            return found
        found = found["/Parent"]
    return found


def _drop(found: Any, key: str) -> None:
    if key in found:
        del found[key]


def _tick(widget: Any, state: str) -> int:
    here = on_state(widget)
    holder = _holder(widget)
    if here and here == state:
        widget["/AS"] = Name(f"/{here}")
        holder["/V"] = Name(f"/{here}")
        return 1
    widget["/AS"] = Name.Off
    if "/V" not in holder:
        holder["/V"] = Name.Off
    return 0


def _tame(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    for key in ("/OpenAction", "/AA", "/Perms", "/Collection", "/Outlines"):
        _drop(root, key)
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in ("/JavaScript", "/EmbeddedFiles"):
            _drop(names, key)
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        for key in ("/XFA", "/CO", "/SigFlags"):
            _drop(form, key)
    _without(pdf, lambda one: isinstance(one, pikepdf.Dictionary) and str(one.get("/Subtype")) in _HOLD_FILES)
    for page in pdf.pages:
        _drop(page.obj, "/AA")
        for one in page.obj.get("/Annots") or ():
            if isinstance(one, pikepdf.Dictionary):
                _drop(one, "/AA")
                if not _leads_on(one.get("/A")):
                    _drop(one, "/A")
    for _number, widget in widgets(pdf):
        found: Any = widget
        for _level in range(32):
            for key in ("/AA", "/A"):
                _drop(found, key)
            if not isinstance(found.get("/Parent"), pikepdf.Dictionary):
                break
            found = found["/Parent"]


#: annotations that hold or play files
_HOLD_FILES = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"}


def _leads_on(action: Any) -> bool:
    """Whether an action does no more than a link of a page: to another page of it, or to a site."""
    if not isinstance(action, pikepdf.Dictionary) or "/Next" in action:
        return False
    kind = str(action.get("/S"))
    return kind == "/GoTo" or (kind == "/URI" and str(action.get("/URI")).startswith(("https://", "http://")))


def _without(pdf: pikepdf.Pdf, unwanted: Callable[[Any], bool]) -> None:
    """Take some of the annotations off the pages."""
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        kept = [one for one in annotations if not unwanted(one)]
        page.obj["/Annots"] = Array(kept)


def _is_box(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Widget"


def _is_button(one: Any) -> bool:
    """Push buttons and places for signatures: on paper they mean nothing."""
    if not _is_box(one):
        return False
    kind = str(inherited(one, "/FT") or "")
    return kind == "/Sig" or (kind == "/Btn" and bool(int(inherited(one, "/Ff") or 0) & _BUTTON))
