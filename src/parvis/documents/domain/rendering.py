"""From data to PDF/A-2a and PDF/UA-1, by Typst.

Typst is loaded here, at first use: only the worker pays for it. It reads the sources below `registry.TYPST` and the
configured fonts; no file of the machine, no package, no address.
"""

import datetime as dt
import functools
import io
import json
import re
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.documents.data import Issuer, RenderingFailed
from parvis.documents.domain import codes
from parvis.documents.registry import TYPST, DocumentTemplate
from parvis.documents.texts import map_texts, spelled

STANDARDS = ["a-2a", "ua-1"]
FAMILY = "Atkinson Hyperlegible Next"
FACES = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
#: the compiler refuses a second thread ("Already borrowed"), and a worker runs jobs in several
_one_at_a_time = threading.Lock()


def render(
    template: DocumentTemplate,
    content: Any,
    *,
    issuer: Issuer,
    number: str,
    code: str,
    language: str,
    at: dt.datetime,
) -> bytes:
    """The document as PDF. Equal arguments give equal bytes.

    code: the short code, or "" for a document that nobody verifies; at: the moment in the PDF's metadata.
    Raises RenderingFailed.
    """
    with translation.override(language):
        data = page_data(template, content, issuer=issuer, number=number, code=code, language=language)
    return compile_pdf(template.source, data, at)


def page_data(
    template: DocumentTemplate, content: Any, *, issuer: Issuer, number: str, code: str, language: str
) -> dict[str, Any]:
    """Everything that the Typst source reads, in the active language."""
    title = template.title(content, number)
    return {
        "lang": language,
        "title": title,
        "author": issuer.name,
        "description": title,
        "keywords": [f"parvis:{code}"] if code else [],
        "issuer": issuer.model_dump(),
        "labels": _labels() | template.labels(content, number),
        "verification": _verification(issuer, code) if code else None,
        "body": template.body(content, number),
    }


def _labels() -> dict[str, str]:
    return {
        "phone": _("Phone: "),
        "page": _("page "),
        "sealed": _("Document sealed electronically"),
        "verify-title": _("Check this document"),
        "verify-how": _(
            "Scan this code, or go to the address below: the page tells whether a copy is ours, and whole."
        ),
        "verify-code": _("Code: "),
        "qr-alt": _("Code to scan, which leads to "),
    }


def _verification(issuer: Issuer, code: str) -> dict[str, str]:
    import segno

    url = f"{issuer.site}/verifier/{code}"
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, nl=False)
    return {"code": codes.spoken(code), "url": url, "qr": picture.getvalue().decode()}


@functools.cache
def _compiler() -> Any:
    import typst

    folder = Path(settings.PARVIS_DOCUMENT_FONTS)
    faces = [folder / face for face in FACES]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(f) for f in faces])
    if FAMILY not in fonts.families():
        raise RenderingFailed(f"the font {FAMILY} is not in {folder}: build the front end (npm ci), or set its folder")
    return typst.Compiler(root=TYPST, font_paths=fonts, ignore_system_fonts=True)


def compile_pdf(source: str, data: dict[str, Any], at: dt.datetime) -> bytes:
    """Compile a source with its data. Characters that no font draws are spelled by their code point.

    Raises RenderingFailed.
    """
    import typst

    change: dict[str, str] = {}
    while True:
        try:
            with _one_at_a_time:
                done = _compiler().compile(
                    TYPST / source,
                    format="pdf",
                    sys_inputs={"data": json.dumps(_fit(data, change), ensure_ascii=False)},
                    pdf_standards=STANDARDS,
                    timestamp=int(at.timestamp()),
                )
        except typst.TypstError as error:
            unknown = _not_drawn(f"{error.message}\n{error.diagnostic}") - change.keys()
            if not unknown:
                raise RenderingFailed(f"{source}: {error.message}") from error
            change |= {character: spelled(character) for character in unknown}
            continue
        assert isinstance(done, bytes)
        return _settled(done)


def _fit(data: dict[str, Any], change: dict[str, str]) -> dict[str, Any]:
    """The data with people's texts made fit for a page; the verification's picture and address are ours, left alone."""
    fit: dict[str, Any] = map_texts({**data, "verification": None}, change)
    return fit | {"verification": data["verification"]}


def _settled(pdf: bytes) -> bytes:
    """The same PDF with two ambiguities of its line ends taken away, at the same length.

    A stream whose last byte happens to be CR, followed by Typst's LF, ends in what reads as one CR LF: its length then
    seems wrong by one (ISO 19005-2 § 6.1.7.1), once in a few hundred documents; CR CR reads as it should. And pyHanko
    appends its update to these bytes: without an end of line the last %%EOF would not stand alone.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream") + b"\n"


def _not_drawn(message: str) -> set[str]:
    texts = _NOT_DRAWN.findall(message)
    return set("".join(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) for text in texts)) - {" "}


def seal_name(issuer: Issuer, language: str) -> str:
    """How assistive technology names the seal's field."""
    with translation.override(language):
        return map_texts(_("Seal: %(organisation)s") % {"organisation": issuer.name})  # type: ignore[no-any-return]
