"""Proof of identity: a copy that says for whom and for what it was made, on every page, and that goes first of all.

The marks are drawn when a copy comes in, and the copy without them is not kept; after the decision it stands as many
days as the question says. Both are done by whoever takes files in (`parvis.cases.domain.proofs`; ADR 31).
"""

from __future__ import annotations

from django.utils.translation import gettext as _, ngettext
from pydantic import Field as Constrained

from parvis.forms.data import JsonValue, LocalizedText
from parvis.forms.fields.file import File, FileOptions, FileValue, Kind, packed
from parvis.forms.registry import Asked, Example, FieldOptions, Wrong, field_type

_CARD: FileValue = {
    "id": "01900000-0000-7000-8000-00000000000f",
    "name": "Justificatif d’identité.jpg",
    "size": 840_000,
    "media_type": "image/jpeg",
    "sha256": "0" * 64,
}
_BACK: FileValue = {**_CARD, "id": "01900000-0000-7000-8000-000000000010"}


class IdentityProofOptions(FieldOptions):
    """As `FileOptions`, of pictures and PDFs of few pages."""

    max: int = Constrained(default=2, ge=1, le=4)
    """How many files at most: the two sides of a card."""
    max_pages: int = Constrained(default=4, ge=1, le=10)
    """How many pages a PDF may have: each is drawn anew."""
    max_megabytes: int = Constrained(default=10, ge=1, le=25)
    """What one file may weigh, in millions of bytes, as the person sends it."""
    keep_days: int = Constrained(default=0, ge=0, le=62)
    """Days after the decision for which it stays; two months at most, those of an appeal. By default it goes in the
    night that follows: it is kept no longer than checking it needs (RGPD article 5.1 e)."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return ("picture", "pdf")

    @property
    def camera(self) -> bool:
        return True

    @property
    def largest(self) -> int:
        """Bytes of one file."""
        return self.max_megabytes * 1_000_000


@field_type
class IdentityProof(File):
    name = "identity_proof"
    title = LocalizedText(fr="Justificatif d’identité", en="Proof of identity")
    Options = IdentityProofOptions
    withheld = True
    anew = True
    examples = (
        Example({"kept": [packed(_CARD)]}, [_CARD], text="Justificatif d’identité.jpg (840\u00a0ko)"),
        Example({"kept": [packed(_CARD), packed(_BACK)]}, [_CARD, _BACK], {"keep_days": 30, "max_pages": 1}),
    )
    wrong = (
        Wrong({"kept": ["nonsense"]}),
        Wrong({"kept": [packed(_CARD), packed(_BACK)]}, options={"max": 1}),
    )

    def said(self, options: FileOptions) -> str:
        return " ".join((super().said(options), protected(options)))

    def cells(self, value: JsonValue, asked: Asked[FileOptions]) -> list[str | int | None]:
        return [None, None] if value is None else [_("copy given"), len(value)]


def protected(options: FileOptions) -> str:
    """What becomes of the copy, to who is about to give it."""
    days: int = options.keep_days  # type: ignore[attr-defined]
    marked = _("We mark every page with our name and what it is for, and keep no copy without these marks.")
    if not days:
        return " ".join((marked, _("It is erased in the night that follows the decision.")))
    gone = ngettext(
        "It is erased %(num)d day after the decision.", "It is erased %(num)d days after the decision.", days
    )
    return f"{marked} {gone % {'num': days}}"
