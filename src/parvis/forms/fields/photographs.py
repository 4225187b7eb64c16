"""One PDF of several photographed pages: put in order, turned and made on a page of its own.

The answer is that PDF alone, as a file of any question (`fields.file`); a ready PDF may be given as well. The pages
themselves are kept by whoever takes files in (`parvis.cases.domain.photographs`) until the request is sent.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from markupsafe import Markup
from pydantic import Field as Constrained

from parvis.forms.data import LocalizedText
from parvis.forms.fields.file import File, FileValue, Kind, packed
from parvis.forms.registry import Example, FieldOptions, WidgetParams, Wrong, field_type

_PDF: FileValue = {
    "id": "01900000-0000-7000-8000-00000000000d",
    "name": "bail.pdf",
    "size": 1_240_000,
    "media_type": "application/pdf",
    "sha256": "0" * 64,
}


class PhotographsOptions(FieldOptions):
    """As `FileOptions`, of one PDF: the photographs themselves are taken on the page that makes it of them."""

    max_pages: int = Constrained(default=10, ge=1, le=20)
    """How many pages may be photographed."""
    max_megabytes: int = Constrained(default=10, ge=1, le=25)
    """What the PDF may weigh, in millions of bytes."""

    @property
    def max(self) -> int:
        return 1

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return ("pdf",)

    @property
    def camera(self) -> bool:
        return False

    @property
    def largest(self) -> int:
        """Bytes of the PDF."""
        return self.max_megabytes * 1_000_000


@field_type
class Photographs(File):
    name = "photographs"
    title = LocalizedText(fr="Pages photographiées (un seul PDF)", en="Photographed pages (one PDF)")
    Options = PhotographsOptions
    examples = (Example({"kept": [packed(_PDF)]}, [_PDF], text="bail.pdf (1,2\u00a0Mo)"),)
    wrong = (
        Wrong({"kept": ["nonsense"]}),
        Wrong({"kept": [packed(_PDF), packed({**_PDF, "id": "01900000-0000-7000-8000-00000000000e"})]}),
    )

    def widget(self, w: WidgetParams) -> str:
        button = Markup(
            '<button type="submit" class="govuk-button govuk-button--secondary" formnovalidate'
            ' name="{id}-photograph" value="1">{words}<span class="govuk-visually-hidden"> – {label}</span></button>'
        ).format(id=w.id(), words=_("Photograph the pages"), label=w.asked.label)
        return f"{super().widget(w)}{button}"
