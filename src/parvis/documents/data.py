"""What crosses the border of `documents`: what a document says, and what may be known of one.

Contents are plain data. They are kept as JSON beside the document until it is sealed, then forgotten: the sealed bytes
are the truth. Texts may hold several paragraphs, separated by a blank line. None of them is ever read as markup.
"""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from parvis.documents.failures import (
    PressFailed as PressFailed,
    RenderingFailed as RenderingFailed,
    SealNotConfigured as SealNotConfigured,
)
from parvis.documents.texts import clean


def _shown(text: str) -> str:
    if not clean(text).strip():
        raise ValueError("a text that stands as a heading cannot be blank (PDF/UA-1 § 7.4)")
    return text


Heading = Annotated[str, AfterValidator(_shown)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Lines = tuple[str, ...]
Texts = tuple[str, ...]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Issuer(_Content):
    """The letterhead: who issues. `above` stands over the name (République française, the département…)."""

    name: Heading
    above: Lines = ()
    department: str = ""
    address: Lines = ()
    phone: str = ""
    email: str = ""
    accent: Colour = "#1d4f91"
    #: address of the organisation's site, without a slash at its end: `https://dunkerque.example.fr`
    site: str
    #: nine digits; chooses the seal where the operator has one for each organisation
    siren: str = ""


class Signatory(_Content):
    """Name, quality and service (CRPA L212-1, L212-2): who decides.

    `delegation` ("Pour le maire et par délégation,") goes before; empty where there is none.
    """

    name: str
    quality: str
    delegation: str = ""


class Row(_Content):
    """One question and its answer. drawn: what was drawn by hand, as the path of an SVG in 600 by 200 points."""

    label: str
    value: str
    drawn: Annotated[str, Field(pattern=r"^[ML0-9 ]*$", max_length=60_000)] = ""


class Department(_Content):
    """The department in charge, as the law wants it named (CRPA R112-11-1)."""

    name: str
    address: Lines = ()
    phone: str = ""
    email: str = ""


class Article(_Content):
    """One article of an order. The number is given by its place."""

    text: str
    heading: str = ""


class Ordering(_Content):
    """What an order says: its form ("ARRÊTÉ DU MAIRE"), object, authority, visas, reasons, formula and articles."""

    form: Heading
    object: Heading
    authority: str
    visas: Texts
    reasons: Texts = ()
    formula: Heading
    articles: Annotated[tuple[Article, ...], Field(min_length=1)]
    place: str
    date: dt.date
    signatory: Signatory
    appeal: Annotated[Texts, Field(min_length=1)]
    #: that it rests on an algorithm, and where its rules are (CRPA R311-3-1-1)
    computed: Texts = ()


class Order(Ordering):
    """*Arrêté*, as its recipient gets it."""

    kind: Literal["order"] = "order"


class Extract(Ordering):
    """*Arrêté*, as it is published: without personal data."""

    kind: Literal["extract"] = "extract"


class Refusal(_Content):
    """A refusal with its reasons in law and in fact (CRPA L211-2, L211-5) and the ways and delays to appeal."""

    kind: Literal["refusal"] = "refusal"
    recipient: Lines
    object: Heading
    opening: str
    rows: tuple[Row, ...] = ()
    law: Annotated[Texts, Field(min_length=1)]
    facts: Annotated[Texts, Field(min_length=1)]
    decision: Texts = ()
    place: str
    date: dt.date
    signatory: Signatory
    appeal: Annotated[Texts, Field(min_length=1)]
    #: that it rests on an algorithm, and where its rules are (CRPA R311-3-1-1)
    computed: Texts = ()


class Silence(enum.StrEnum):
    """What no answer means once the day has come (CRPA L231-1, L231-4)."""

    ACCEPTS = "accepts"
    REJECTS = "rejects"
    NOTHING = "nothing"


class Receipt(_Content):
    """*Accusé de réception électronique* (CRPA L112-11, R112-11-1)."""

    kind: Literal["receipt"] = "receipt"
    recipient: Lines = ()
    procedure: str
    reference: str
    #: the day alone where the moment is not known (a letter, entered later)
    received_at: dt.date | dt.datetime
    department: Department
    #: the agent in charge, where known (CRPA L111-2)
    agent: str = ""
    #: the day by which the organisation means to answer, where it promises one
    answer_by: dt.date | None = None
    #: the last day on which an answer still comes in time
    last_day: dt.date | None = None
    silence: Silence
    #: the day on which silence takes effect; required unless silence means nothing
    silence_on: dt.date | None = None
    #: how long there is to answer, in words, where the time starts when the request is complete: no day is known yet
    once_complete: str = ""
    #: pieces that are missing, and the last day to give them (CRPA L114-5, R112-11-4)
    missing: Texts = ()
    missing_by: dt.date | None = None
    appeal: Texts = ()
    rows: tuple[Row, ...] = ()
    #: on which texts the procedure rests
    laws: Texts = ()
    #: where to follow the request
    tracking: str = ""

    def model_post_init(self, context: object) -> None:
        if (self.silence is Silence.NOTHING) != (self.silence_on is None and not self.once_complete):
            raise ValueError("the day on which silence takes effect goes with its meaning (CRPA R112-11-1)")
        if self.silence is Silence.REJECTS and not self.appeal:
            raise ValueError("a receipt whose silence rejects names the ways and delays to appeal (CRPA R112-11-1)")
        if not self.department.phone or not (self.department.email or self.department.address):
            raise ValueError("a receipt names the department's phone and an address (CRPA R112-11-1)")


class Letter(_Content):
    """Any other letter of the administration to one recipient."""

    kind: Literal["letter"] = "letter"
    recipient: Lines = ()
    object: Heading
    references: Lines = ()
    text: Annotated[Texts, Field(min_length=1)]
    rows: tuple[Row, ...] = ()
    place: str
    date: dt.date
    signatory: Signatory
    appeal: Texts = ()


class Card(_Content):
    """A card to cut out and put behind the windscreen: number (the document's), plate, zone, days, holder.

    valid_from, valid_until: the first and last day on which it holds.
    """

    kind: Literal["card"] = "card"
    title: Heading
    holder: str
    plate: str
    zone: str
    valid_from: dt.date
    valid_until: dt.date
    #: where wardens check it; drawn as a code to scan
    check: str = ""
    rules: Texts = ()
    place: str
    date: dt.date
    signatory: Signatory
    appeal: Texts = ()
    #: that it rests on an algorithm, and where its rules are (CRPA R311-3-1-1)
    computed: Texts = ()


class Certificate(_Content):
    """A certificate: what the administration states, as facts one by one."""

    kind: Literal["certificate"] = "certificate"
    title: Heading
    opening: str
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
    text: Texts = ()
    place: str
    date: dt.date
    signatory: Signatory
    appeal: Texts = ()
    #: that it rests on an algorithm, and where its rules are (CRPA R311-3-1-1)
    computed: Texts = ()


#: What a decision writes.
Act = Order | Card | Certificate | Refusal


class Cover(_Content):
    """The first page of what is posted: the lines of the envelope (NF Z10-011), then what the letter says.

    enclosed: whether a document follows.
    """

    kind: Literal["cover"] = "cover"
    address: Annotated[Lines, Field(min_length=1, max_length=6)]
    object: Heading
    text: Texts = ()
    date: dt.date
    reference: str = ""
    enclosed: bool = False


class BlankPart(_Content):
    """A part of a form that is printed blank, as `forms.data.OnPaper` tells it."""

    kind: Literal["page", "section", "block", "text", "question"]
    text: str
    hint: str = ""
    only: str = ""
    number: int = 0
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False
    cells: tuple[tuple[str, int], ...] = ()
    lines: int = 0
    joins: bool = False


class Blank(_Content):
    """A form to be filled in by hand. send: where it goes, line by line; papers: what is joined, each with when."""

    kind: Literal["blank"] = "blank"
    title: Heading
    intro: Texts = ()
    parts: Annotated[tuple[BlankPart, ...], Field(min_length=1)]
    papers: tuple[Row, ...] = ()
    send: Lines = ()
    end: Texts = ()


class FilledForm(_Content):
    """A PDF form of the administration, filled in. pdf: the form, in base64; texts: by the names of its fields; ticks:
    the state of its boxes and groups by name; flat: whether what was filled in becomes part of the pages.
    """

    kind: Literal["filled"] = "filled"
    title: Heading
    pdf: str
    texts: dict[str, str] = {}
    ticks: dict[str, str] = {}
    flat: bool = True


Content = Annotated[Order | Extract | Refusal | Receipt | Letter | Card | Certificate, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a text, for pages and e-mails that say what the document says."""

    title: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What a caller may know of a document. `file_id` is None until it is sealed: until then the page says so."""

    id: uuid.UUID
    kind: str
    number: str
    title: str
    short_code: str
    requested_at: dt.datetime
    sealed_at: dt.datetime | None
    file_id: uuid.UUID | None
    sha256: str
    revoked_at: dt.datetime | None
    attempts: int

    @property
    def ready(self) -> bool:
        return self.file_id is not None


class Copy(enum.StrEnum):
    """What an uploaded copy turned out to be."""

    SAME = "same"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Publicly:
    """All that the public may know of a document: no name of a person, nothing of what it says."""

    short_code: str
    kind: str
    number: str
    organisation: str
    requested_at: dt.datetime
    sealed_at: dt.datetime | None
    sha256: str
    revoked_at: dt.datetime | None
    replaced_by: str


class DocumentNotFound(Exception):
    """No such document within the acting reach."""
