"""The seam of `documents`: document templates. One file in `plugins/` for each."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """A kind of document: its content's model, its Typst source below `typesetting.TYPST`, and what that is told.

    name: what people call it, on the page where anyone verifies one.
    title(content, number): the document's title, in the active language; it is the file's name too.
    body(content, number): what the source reads as `data.body`; strings and lists of strings, in the active language.
    labels(content, number): words of the source itself, read with `say(key)`.
    made(content, language, at): the PDF, where it is not set from a source alone. Raises RenderingFailed, PressFailed.
    """

    key: str
    name: Promise
    content: type[Any]
    source: str
    title: Callable[[Any, str], str]
    body: Callable[[Any, str], dict[str, Any]]
    labels: Callable[[Any, str], dict[str, str]]
    made: Callable[[Any, str, dt.datetime], bytes] | None = None


templates: Registry[DocumentTemplate] = Registry("document templates", key=lambda template: template.key)
