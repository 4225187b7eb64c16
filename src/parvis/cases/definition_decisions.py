"""The part of a case type's definition that says how a case may be decided, and what the decision writes."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field as Constrained, StringConstraints, Tag, model_validator

from parvis.forms.data import Definition, Identifier, LocalizedText, Words

#: A series of numbers: each is gapless in its organisation and year, and is part of what is cited ("ARR-2026-0042").
Series = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]

#: An answer, or a part of one: `email`, `responsible.family_name`.
Path = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$")]


class Ground(Definition):
    """A reason for a refusal that agents choose from: its short name, and the law as the refusal states it."""

    id: Identifier
    label: LocalizedText
    law: Words


class ArticleText(Definition):
    """One article of an order."""

    text: Words
    heading: Words = ""


class PublicText(Definition):
    """The order as it is published (CGCT L2131-1): its object, and the answers that may be read by everyone.

    shown: marks that keep their value in the published articles; every other answer is left out, as "[…]" (CRPA
    L312-1-2). Facts that are nobody's (the organisation, the day of the decision) always stand.
    """

    object: Words
    shown: tuple[Path, ...] = ()


class OrderText(Definition):
    """What an order says, in French as every act. `{…}` marks are answers and facts of the case, filled when decided.

    A mark whose answer is missing drops its whole paragraph, so that an optional question leaves no hole.
    public: how it is put online among the organisation's acts; without it, it is not.
    """

    kind: Literal["order"] = "order"
    series: Series
    form: Words
    object: Words
    authority: Words
    visas: tuple[Words, ...] = Constrained(min_length=1)
    reasons: tuple[Words, ...] = ()
    formula: Words = "ARRÊTE"
    delegation: Words = ""
    articles: tuple[ArticleText, ...] = Constrained(min_length=1)
    appeal: tuple[Words, ...] = Constrained(min_length=1)
    public: PublicText | None = None


class CardText(Definition):
    """A card to cut out and put behind the windscreen; marks as in `OrderText`. Wardens check it by its number.

    holder: whom it was given to; plate: the vehicle; zone: where it holds; rules: how to use it, printed beside it.
    """

    kind: Literal["card"]
    series: Series
    title: Words
    holder: Words
    plate: Words
    zone: Words
    rules: tuple[Words, ...] = ()
    delegation: Words = ""
    appeal: tuple[Words, ...] = ()


class RowText(Definition):
    """One fact of a certificate: what it is, and its value."""

    label: Words
    value: Words


class CertificateText(Definition):
    """What a certificate states; marks as in `OrderText`. A row whose mark has no value is left out."""

    kind: Literal["certificate"]
    series: Series
    title: Words
    opening: Words
    rows: tuple[RowText, ...] = Constrained(min_length=1)
    text: tuple[Words, ...] = ()
    delegation: Words = ""
    appeal: tuple[Words, ...] = ()


class OutcomeText(Definition):
    """An acceptance without a document of ours: "the copy was posted on {said.posted_on}", "signed at the counter".

    text: what the person reads, in their language; marks as in `OrderText`. It takes no number.
    """

    kind: Literal["outcome"]
    text: LocalizedText


def _kind(value: Any) -> str:
    """Definitions of before cards were made say no kind: they are orders."""
    return str(value.get("kind", "order") if isinstance(value, dict) else getattr(value, "kind", "order"))


Accepted = Annotated[
    Annotated[OrderText, Tag("order")]
    | Annotated[CardText, Tag("card")]
    | Annotated[CertificateText, Tag("certificate")]
    | Annotated[OutcomeText, Tag("outcome")],
    Discriminator(_kind),
]


class RefusalText(Definition):
    """What a refusal says around its grounds; marks as in `OrderText`."""

    series: Series
    object: Words
    opening: Words
    delegation: Words = ""
    decision: tuple[Words, ...] = ()
    appeal: tuple[Words, ...] = Constrained(min_length=1)


class Validity(Definition):
    """From which day until which an acceptance holds, both included.

    start: the path of a date, in what is said when deciding or in the answers (none: the day of the decision).
    It ends after so many years or months, or on the day at `until`, whichever comes first: at least one of them.
    """

    start: Path | None = None
    years: int | None = Constrained(default=None, ge=1, le=30)
    months: int | None = Constrained(default=None, ge=1, le=360)
    until: Path | None = None

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.years is not None and self.months is not None:
            raise ValueError("years or months, not both")
        if self.years is None and self.months is None and self.until is None:
            raise ValueError("a validity has an end: years, months, or the day of an answer")
        return self


class Computed(Definition):
    """That a decision rests on an algorithm, wholly or in part: what its mention says (CRPA L311-3-1, R311-3-1-1), and
    the page of its rules (R311-3-1-2). A score in a spreadsheet counts, a rule that takes a transition by itself too.

    mode: how far and in what way it contributes; data: what it reads, and whence; parameters: with their weights;
    operations: what it does, step by step. reads: the answers that it reads, shown to the person with their own.
    """

    part: Literal["wholly", "partly"]
    purpose: LocalizedText
    mode: LocalizedText
    data: LocalizedText
    parameters: LocalizedText
    operations: LocalizedText
    reads: tuple[Identifier, ...] = ()


class Decisions(Definition):
    """How a case may be decided. A refusal names at least one ground, in law and in fact (CRPA L211-2, L211-5).

    valid: for how long an acceptance holds. computed: where an acceptance or a refusal rests on an algorithm.
    """

    accepted: Accepted | None = None
    refused: RefusalText | None = None
    grounds: tuple[Ground, ...] = ()
    valid: Validity | None = None
    computed: Computed | None = None
