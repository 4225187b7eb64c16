"""From a document's content to PDF/A-2a and PDF/UA-1: its words in its language, set by the press."""

import datetime as dt
import io
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.documents.data import Issuer
from parvis.documents.domain import codes, pressing
from parvis.documents.registry import DocumentTemplate
from parvis.documents.texts import map_texts


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
    Raises RenderingFailed, PressFailed.
    """
    if template.made is not None:
        with translation.override(language):
            return template.made(content, language, at)
    with translation.override(language):
        data = page_data(template, content, issuer=issuer, number=number, code=code, language=language)
    return pressing.press.typeset(template.source, data, at, fonts=str(settings.PARVIS_DOCUMENT_FONTS))


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


def seal_name(issuer: Issuer, language: str) -> str:
    """How assistive technology names the seal's field."""
    with translation.override(language):
        return map_texts(_("Seal: %(organisation)s") % {"organisation": issuer.name})  # type: ignore[no-any-return]
