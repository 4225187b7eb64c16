"""A PDF form of the administration, filled in: its own pages, with our letters in its boxes."""

import base64
import binascii
import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from parvis.documents.data import FilledForm, RenderingFailed
from parvis.documents.domain import pressing
from parvis.documents.registry import DocumentTemplate, templates
from parvis.documents.texts import clean, map_texts
from parvis.files import api as files

_SOURCE = "filled.typ"


def title(form: FilledForm, number: str) -> str:
    return form.title


def body(form: FilledForm, number: str) -> dict[str, Any]:
    return {}


def labels(form: FilledForm, number: str) -> dict[str, str]:
    return {}


def made(form: FilledForm, language: str, at: dt.datetime) -> bytes:
    """The form's pages with what was filled in. Raises RenderingFailed, PressFailed."""
    try:
        pdf = base64.b64decode(form.pdf, validate=True)
        found = files.form_of(pdf)
        names, boxes = _boxes(form, found)
        drawn = b""
        if boxes:
            data = {"lang": language, "title": clean(form.title), "boxes": boxes, "verification": None}
            fonts = str(settings.PARVIS_DOCUMENT_FONTS)
            drawn = pressing.press.typeset(_SOURCE, data, at, fonts=fonts, alone=False)
        values = {one.name: _said(one, form.texts[one.name]) for one in found.fields if one.name in form.texts}
        filled = files.fill_form(pdf, drawn, texts=values, ticks=form.ticks, boxes=names, flat=form.flat)
    except (files.FileRefused, binascii.Error) as error:
        raise RenderingFailed(f"the form can't be filled in: {error}") from error
    return filled if filled.endswith(b"\n") else filled + b"\n"


def _said(field: files.PdfField, text: str) -> str:
    """What a field may hold of a text: of a list, the value of a choice by its words; no more than it takes."""
    for value, words in field.choices if field.kind in ("choice", "list") else ():
        if text.strip().casefold() in (words.casefold(), value.casefold()):
            return value
    one_line = text if field.multiline else " ".join(text.split())
    return one_line[: field.most] if field.most else one_line


def _boxes(form: FilledForm, found: files.PdfForm) -> tuple[list[str], list[dict[str, Any]]]:
    """For each box that shows a text, in the order of the pages: the name of its field, and what is set there."""
    names: list[str] = []
    boxes: list[dict[str, Any]] = []
    for field in found.fields:
        if field.name not in form.texts or field.kind not in ("text", "choice", "list"):
            continue
        said = _said(field, form.texts[field.name])
        shown = next((words for value, words in field.choices if value == said), said)
        for box in field.boxes:
            left, bottom, right, top = box.rect
            names.append(field.name)
            boxes.append(
                {
                    "text": map_texts(shown),
                    "width": max(right - left, 1),
                    "height": max(top - bottom, 1),
                    "size": field.size or (12 if not field.multiline else 10),
                    "align": field.align,
                    "lines": field.multiline,
                    "cells": field.most if field.comb else 0,
                }
            )
    return names, boxes


templates.register(
    DocumentTemplate("filled", gettext_lazy("Filled-in form"), FilledForm, _SOURCE, title, body, labels, made)
)
