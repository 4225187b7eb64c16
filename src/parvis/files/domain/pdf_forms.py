"""PDF forms that somebody sent: their fields, read by the confined process (`files.confined.fields`)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parvis.files.domain import confining, disk


@dataclass(frozen=True, slots=True)
class PdfBox:
    """A box of a field. page: from 0; rect: left, bottom, right, top in points; state: what ticking it says."""

    page: int
    rect: tuple[float, float, float, float]
    state: str
    hidden: bool
    near: str


@dataclass(frozen=True, slots=True)
class PdfField:
    """A field as `files.confined.fields.Found` tells it. most: characters, 0 for no bound; size: of its letters in
    points, 0 for what fits; align: 0 from the left, 1 in the middle, 2 from the right.
    """

    name: str
    kind: str
    label: str
    required: bool
    read_only: bool
    calculated: bool
    multiline: bool
    several: bool
    editable: bool
    comb: bool
    secret: bool
    file: bool
    most: int
    size: float
    align: int
    format: str
    choices: tuple[tuple[str, str], ...]
    boxes: tuple[PdfBox, ...]


@dataclass(frozen=True, slots=True)
class PdfForm:
    """What a PDF asks. xfa: it also holds a form of another kind (XFA); broken: boxes that can't be read."""

    pages: int
    xfa: bool
    title: str
    broken: int
    fields: tuple[PdfField, ...]


def form_of(data: bytes) -> PdfForm:
    """The fields of a PDF, none where it has none. Raises FileRefused (KIND, LOCKED, DAMAGED, TOO_LARGE, TOO_HEAVY),
    FilesBusy.
    """
    with disk.scratch() as source, disk.scratch() as out:
        _put(source, data)
        said = confining.run({"task": "fields", "source": str(source.absolute()), "out": str(out.absolute())})
        found = json.loads(out.read_text(encoding="utf-8"))
    return PdfForm(
        pages=said["pages"],
        xfa=said["xfa"],
        title=said["title"],
        broken=said["broken"],
        fields=tuple(_field(one) for one in found),
    )


def slim_form(data: bytes) -> bytes:
    """The same form without its scripts, XFA and files, packed well. Raises FileRefused, FilesBusy."""
    with disk.scratch() as source, disk.scratch() as out:
        _put(source, data)
        confining.run({"task": "slim", "source": str(source.absolute()), "out": str(out.absolute())})
        return out.read_bytes()


def fill_form(
    data: bytes,
    drawn: bytes,
    *,
    texts: Mapping[str, str],
    ticks: Mapping[str, str],
    boxes: Sequence[str],
    flat: bool,
) -> bytes:
    """A form filled in: see `files.confined.filling.fill`; drawn: b"" where no text is.

    Raises FileRefused, FilesBusy.
    """
    plan = {"texts": dict(texts), "ticks": dict(ticks), "boxes": list(boxes), "flat": flat}
    with disk.scratch() as source, disk.scratch() as shown, disk.scratch() as told, disk.scratch() as out:
        _put(source, data)
        _put(shown, drawn)
        _put(told, json.dumps(plan).encode())
        job = {"task": "fill", "source": str(source.absolute()), "out": str(out.absolute())}
        confining.run(job | {"drawn": str(shown.absolute()) if drawn else "", "plan": str(told.absolute())})
        return out.read_bytes()


def _put(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _field(said: dict[str, Any]) -> PdfField:
    boxes = tuple(PdfBox(**{**one, "rect": tuple(one["rect"])}) for one in said["boxes"])
    return PdfField(**{**said, "choices": tuple((key, label) for key, label in said["choices"]), "boxes": boxes})
