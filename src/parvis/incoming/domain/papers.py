"""What a town has: a PDF form, a spreadsheet of questions, opened by the confined process."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

from parvis.files import api as files
from parvis.forms.data import LocalizedText
from parvis.incoming.data import Unreadable
from parvis.incoming.domain.budget import Budget
from parvis.incoming.domain.nodes import Node
from parvis.incoming.pdf import reading as pdf
from parvis.incoming.sheet import reading as sheet

#: what a spreadsheet holds that no archive of definitions does
_BOOK, _KIND = "xl/workbook.xml", "mimetype"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
#: PDF allows some bytes before its header (ISO 32000-2, annex I)
_HEAD = 1024
_WHY: dict[files.Reason, tuple[str, str]] = {
    files.Reason.EMPTY: ("il est vide", "it is empty"),
    files.Reason.LOCKED: (
        "il est protégé par un mot de passe : enregistrez-le sans protection",
        "it is locked by a password: save it without",
    ),
    files.Reason.DAMAGED: (
        "il est abîmé : ouvrez-le et enregistrez-le à nouveau",
        "it is damaged: open it and save it again",
    ),
    files.Reason.TOO_LARGE: ("il est trop grand", "it is too large"),
    files.Reason.TOO_HEAVY: ("il est trop lourd à ouvrir", "it is too heavy to open"),
}
_OTHER = ("il ne se lit pas", "it can’t be read")


def is_pdf(data: bytes) -> bool:
    """Whether these bytes say that they are a PDF."""
    return b"%PDF-" in data[:_HEAD]


def is_sheet(name: str, data: bytes) -> bool:
    """Whether it is a workbook, or a text that its name calls a table."""
    if not data.startswith(b"PK\x03\x04"):
        return name.lower().endswith((".csv", ".tsv"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {entry.filename for entry in package.infolist()[:200]}
            if _KIND in names and package.getinfo(_KIND).file_size < 200:
                return package.read(_KIND).strip() == _ODS
    except Exception:  # noqa: BLE001 - whatever is wrong with an archive is said where it is unpacked
        return False
    return _BOOK in names


def tree(name: str, data: bytes, budget: Budget) -> Node:
    """A PDF form or a spreadsheet as a tree. Raises Unreadable, which names the file."""
    try:
        if is_pdf(data):
            return pdf.tree(name, files.form_of(data), budget)
        return sheet.tree(*_lines(data), budget)
    except files.FileRefused as refused:
        fr, en = _WHY.get(refused.reason, _OTHER)
        raise Unreadable(LocalizedText(fr=f"{name} : {fr}.", en=f"{name}: {en}.")) from refused
    except files.FilesBusy as busy:
        raise Unreadable(
            LocalizedText(
                fr=f"{name} : trop de fichiers sont examinés en ce moment. Réessayez dans un instant.",
                en=f"{name}: too many files are being looked into now. Try again in a moment.",
            )
        ) from busy


def _lines(data: bytes) -> tuple[list[list[str]], files.Tabulated]:
    with files.scratch() as source, files.scratch() as out:
        _put(source, data)
        known = files.tabulate(source, out)
        if known.lines > sheet.MOST_LINES:
            raise files.FileRefused(files.Reason.TOO_LARGE)
        with out.open(encoding="utf-8") as lines:
            return [[sheet.plain(cell) for cell in json.loads(line)[1]] for line in lines], known


def _put(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
