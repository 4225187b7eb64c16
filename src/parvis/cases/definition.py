"""The definition of a case type: everything that an immutable revision holds. Crosses the border through `data`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field as Constrained, StringConstraints, model_validator

from parvis.cases.definition_decisions import Decisions
from parvis.cases.definition_examples import MOST_EXAMPLES, Example
from parvis.cases.definition_opinions import OpinionRule
from parvis.cases.definition_resources import Resource
from parvis.deadlines.data import Effect, Rules
from parvis.forms.data import Definition, FormDefinition, Identifier, LocalizedText, Rule
from parvis.workflows.data import WorkflowDefinition

#: What it means when the administration does not answer in time (CRPA L231-1, L231-4).
SilenceEffect = Effect


class Silence(Definition):
    """The effect of no answer, after so many months or days, and the text that says so.

    when: the requests that it concerns, all without it; concerns: those in words, shown before one asks.
    confirmed: the authority has confirmed this reading; until then screens for agents say that it is to be confirmed.
    """

    effect: SilenceEffect
    months: int | None = Constrained(default=None, ge=1, le=24)
    days: int | None = Constrained(default=None, ge=1, le=365)
    legal_base: LocalizedText
    confirmed: bool = False
    when: Rule | None = None
    concerns: LocalizedText | None = None

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.when is not None and self.concerns is None:
            raise ValueError("a silence that concerns some requests says which")
        return self

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.months is None) == (self.days is None):
            raise ValueError("months or days, one of them")
        return self


class Deadline(Definition):
    """By when an answer is due: by law (silence), by promise (working days), and before the thing asked for happens.

    before: a field that holds the day of the event. rules: how the law's clock runs; without them it starts on receipt
    and nothing stops it. asks: transitions that ask for what is missing, beside those that ask for corrections.
    """

    silence: Silence | None = None
    promise_working_days: int | None = Constrained(default=None, ge=1, le=260)
    before: Identifier | None = None
    rules: Rules | None = None
    asks: tuple[Identifier, ...] = ()


class RoutingRule(Definition):
    """Cases for which `when` is true go to that department (its code in the organisation)."""

    when: Rule
    department: str


class Limit(Definition):
    """At most `count` accepted cases for one association, in one organisation and calendar year.

    when: the cases that it concerns; association and day: the fields that say who and which year.
    """

    id: Identifier
    label: LocalizedText
    count: int = Constrained(ge=1, le=1000)
    when: Rule | None = None
    association: Identifier
    day: Identifier
    legal_base: LocalizedText
    confirmed: bool = False


class Renewal(Definition):
    """What comes near the end of an acceptance's validity (`decisions.valid`).

    remind_days: so many days before the end the person is told, once. renew_days: from so many days before the end on,
    their page offers to renew. follows: what was renewed before its end holds until then, and what renews it from the
    day after: whoever asks early loses no day.
    """

    remind_days: int | None = Constrained(default=None, ge=1, le=366)
    renew_days: int | None = Constrained(default=None, ge=1, le=366)
    follows: bool = False


class LawReading(Definition):
    """Something that the definition reads in the law, or settles where each authority may settle it otherwise: a notice
    of fifteen days, a promise of five. Beside silence and limits, which say their own.

    statement: a whole sentence. confirmed: every authority may rely on it; until then each confirms it for itself, and
    its agents are told that it is to be confirmed.
    """

    id: Identifier
    statement: LocalizedText
    legal_base: LocalizedText | None = None
    confirmed: bool = False


class Retention(Definition):
    """For how long a case is kept once it has ended, or once what was granted has (the *durée d'utilité administrative*
    of RGPD art. 5.1 e and of Code du patrimoine L212-2): years or months, one of them.

    source: whence that length (a circular of the archives, a law, a deliberation). confirmed: every authority may rely
    on it; until then each confirms it for itself, as any other reading.
    """

    years: int | None = Constrained(default=None, ge=1, le=100)
    months: int | None = Constrained(default=None, ge=1, le=1200)
    source: LocalizedText
    confirmed: bool = False

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.years is None) == (self.months is None):
            raise ValueError("years or months, one of them")
        return self

    @property
    def length(self) -> int:
        """In months."""
        return self.months if self.months is not None else 12 * (self.years or 0)


class Contact(Definition):
    """Where the answers say whom to write to: paths of answers (`email`, `responsible.family_name`).

    postal: an answer of type `address`, to which letters go.
    """

    name: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    postal: str | None = None


class LawReference(Definition):
    """A text on which a procedure rests, as residents and agents read it: "Code de la santé publique", "article
    L3334-2", where it can be read. On the procedure's page and on the receipt.
    """

    text: LocalizedText
    article: str = Constrained(default="", max_length=200)
    link: str = Constrained(default="", max_length=500, pattern=r"^(https://[^\s<>\"'`\\]+)?$")

    def into(self, language: str) -> str:
        """It in words: the text and its article."""
        said = self.text.into(language)
        return f"{said}, {self.article}" if self.article else said


MOST_LAWS = 20


class Zone(Definition):
    """The zone of an address, by a table of the organisation's (`territory`): the variable `zone_<id>`.

    table: the code of the table, the same in each organisation that handles the type; address: the field.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,50}$")]
    table: Identifier
    address: Identifier
    label: LocalizedText = LocalizedText(fr="Secteur", en="Sector")

    @property
    def variable(self) -> str:
        """What rules and texts call it."""
        return f"zone_{self.id}"


class CaseTypeDefinition(Definition):
    """What can be asked, and how it is answered. title: the answers that name one case in a list; withdrawal: whether
    the person may give the request up as long as it is open (the engine offers it where the workflow does not).

    eligible_again: whether who may ask (`form.eligibility`) is held against mended answers too: what would stop a new
    request then stops its corrections, and the person's own changes.

    destination: the path of a commune's INSEE code. A request goes to that commune, whichever site it was made on,
    where it handles this case type: a birth is copied where it was registered.
    retention: for how long cases are kept; revisions of before it was asked have none. examples: what its designers
    expect of imagined requests; no case is handled by them.
    """

    form: FormDefinition
    workflow: WorkflowDefinition
    name: LocalizedText
    department: str = Constrained(min_length=1)
    destination: str | None = None
    routing: tuple[RoutingRule, ...] = ()
    deadline: Deadline = Deadline()
    limits: tuple[Limit, ...] = ()
    resources: tuple[Resource, ...] = ()
    decisions: Decisions = Decisions()
    renewal: Renewal | None = None
    readings: tuple[LawReading, ...] = ()
    retention: Retention | None = None
    contact: Contact = Contact()
    title: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    withdrawal: bool = True
    eligible_again: bool = False
    laws: tuple[LawReference, ...] = Constrained(default=(), max_length=MOST_LAWS)
    opinions: tuple[OpinionRule, ...] = ()
    examples: tuple[Example, ...] = Constrained(default=(), max_length=MOST_EXAMPLES)
