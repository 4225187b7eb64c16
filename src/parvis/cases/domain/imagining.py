"""A request that nobody made, gone through from its receipt on without a write: what a definition would do with it.

The engines are those of real requests: the workflow's conditions, the clock of the law, the texts of messages and acts.
What an action does beyond these (a place that is counted, an appointment) is not imitated but named.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _, override

from parvis.calendars.api import Calendar
from parvis.cases.data import ActorKind, Kind, Outcome
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.definition_examples import ExampleStep
from parvis.cases.domain import clocks, handling, kept_values, papers, sending, validity, zones
from parvis.cases.domain.answers import title_of
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.proposing import proposed_by
from parvis.cases.domain.revisions import Published
from parvis.cases.domain.withdrawing import RESIDENT, with_withdrawal
from parvis.cases.domain.words import fill
from parvis.cases.models import Case, Decision
from parvis.expressions.api import Program
from parvis.forms.api import CompiledForm
from parvis.forms.data import LocalizedText
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long
from parvis.workflows.api import CompiledWorkflow
from parvis.workflows.data import Transition
from parvis.workflows.registry import ACTIONS

_NOBODY = uuid.UUID(int=0)
_NOON = dt.time(12, tzinfo=PARIS)
#: what an example calls its request
REFERENCE = "EXEMPLE"
#: actions whose whole effect on what is looked at stands here; any other is named as not imitated
_IMITATED = frozenset(
    {
        "assign",
        "ask_corrections",
        "came",
        "complete",
        "confirm",
        "decide",
        "extend",
        "mend",
        "message",
        "post",
        "propose",
        "return_proposal",
        "set",
    }
)


class Letter(NamedTuple):
    """What the person would be told: of which kind, and the words that the definition gives it."""

    kind: str
    subject: str
    body: str


class _Entry(NamedTuple):
    """An entry of a timeline, as clocks read them."""

    kind: str
    actor_kind: str
    data: Mapping[str, Any]
    at: dt.datetime


@dataclass(slots=True)
class Imagined:
    """Where a request stands after its steps. refused: the first step that could not be taken then, and those after it
    were not; unsaid: what its steps do that is not imitated; offered: what may be done next.
    """

    status: str
    letters: list[Letter] = field(default_factory=list)
    clock: clocks.Clock | None = None
    document: tuple[str, ...] = ()
    refused: str = ""
    unsaid: list[str] = field(default_factory=list)
    offered: list[Transition] = field(default_factory=list)


def ready(definition: CaseTypeDefinition) -> Published:
    """A definition that is not published, ready to run. Raises what its engines raise for one that checks refuse."""
    whole = with_withdrawal(definition)
    form = CompiledForm(whole.form, zones.followings(whole))
    return Published(uuid.uuid4(), _NOBODY, 0, "", whole, form, CompiledWorkflow(whole.workflow))


def calendar(published: Published, organisation_id: uuid.UUID, first: dt.date, last: dt.date) -> Calendar:
    """The calendar of requests received from `first` on whose last step is taken by `last`: one statement at most."""
    return handling.calendar_of(published.definition, organisation_id, first, last)


def imagine(
    published: Published,
    organisation_id: uuid.UUID,
    answers: Mapping[str, Any],
    on: dt.date,
    steps: Sequence[ExampleStep] = (),
    *,
    days: Calendar,
    document: bool = True,
) -> Imagined:
    """The request of these answers, received on a day, after these steps. answers: as they would be submitted;
    days: its `calendar`; document: whether the act of its decision is written.
    """
    return _Course(published, organisation_id, answers, on, days, document).walk(steps)


class _Course:
    def __init__(
        self,
        published: Published,
        organisation_id: uuid.UUID,
        answers: Mapping[str, Any],
        on: dt.date,
        days: Calendar,
        document: bool,
    ) -> None:
        self.days = days
        workflow, definition = published.definition.workflow, published.definition
        status = workflow.status(workflow.initial)
        self.published, self.on, self.at, self.writes = published, on, dt.datetime.combine(on, _NOON), document
        self.case = Case(
            reference=REFERENCE,
            wall_id=_NOBODY,
            organisation_id=organisation_id,
            department_id=handling.department_of(organisation_id, definition.department),
            status=status.id,
            kind=status.kind,
            language="fr",
            title=title_of(answers, definition.title)[:300],
            answers=dict(answers),
            submitted_at=self.at,
            received_on=on,
        )
        self.entries: list[_Entry] = []
        self.kept: dict[str, Any] = {}
        self.decision: Decision | None = None
        self.proposed: ExampleStep | None = None
        self.found = Imagined(status.id)

    def walk(self, steps: Sequence[ExampleStep]) -> Imagined:
        found, last = self.found, self.on
        with override("fr"):
            name = self.published.definition.name.fr
            found.letters.append(Letter("receipt", _("Receipt of your request %(reference)s") % self._marks(""), name))
            for step in steps:
                last = max(last, self.on + dt.timedelta(days=step.days))
                self.at = dt.datetime.combine(last, _NOON)
                move = next((one for one in self._open() if one.id == step.transition), None)
                if move is None:
                    found.refused = step.transition
                    break
                self._take(move, step)
            found.status, found.clock, found.offered = self.case.status, self._clock(), self._open()
        return found

    def _marks(self, reason: str) -> dict[str, str]:
        return {"reason": reason, "reference": self.case.reference, "title": self.case.title}

    def _open(self) -> list[Transition]:
        """What somebody may do now, whoever it is."""
        facts, workflow = self._facts(), self.published.workflow
        roles = {role for move in workflow.definition.transitions for role in move.rights}
        return [move for move in workflow.available(self.case.status, roles, facts) if self._confirms(move)]

    def _facts(self) -> dict[str, Any]:
        """What conditions of the workflow read: answers, kept values, the day."""
        return {**self.case.answers, **self.kept, "today": self.at.date().isoformat()}

    def _keep(self, name: str, rule: Any) -> None:
        kept = next(one for one in self.published.definition.workflow.kept if one.id == name)
        try:
            value = kept_values.typed(kept, Program({"value": rule}).run(self._facts())["value"])
        except ValueError:  # as a real step forgets what is no value of that kind
            value = None
        self.kept[kept.variable] = value

    def _confirms(self, move: Transition) -> bool:
        confirmed = [use.options.get("outcome") for use in move.actions if use.type == "confirm"]
        return not confirmed or confirmed == [self.case.proposed]

    def _take(self, move: Transition, step: ExampleStep) -> None:
        case, found, source = self.case, self.found, self.case.status
        status = self.published.definition.workflow.status(move.target)
        mover = ActorKind.RESIDENT if RESIDENT in move.rights else ActorKind.AGENT
        case.status, case.kind = status.id, status.kind
        if status.kind.is_final and case.closed_at is None:
            case.closed_at = self.at
        told, decided = len(found.letters), self.decision
        self.entries.append(_Entry("moved", mover, {"from": source, "to": status.id, "transition": move.id}, self.at))
        for use in move.actions:
            self._act(use.type, use.options, move, step, mover)
        if move.approvals:
            self._unsaid(_("approvals"))
        if len(found.letters) == told and self.decision is decided and sending.worth_telling(Kind(case.kind), mover):
            subject = _("Your request %(reference)s") % self._marks("")
            found.letters.append(Letter("moved", subject, status.resident.fr))

    def _unsaid(self, what: str) -> None:
        if what not in self.found.unsaid:
            self.found.unsaid.append(what)

    def _note(self, kind: str, data: Mapping[str, Any]) -> None:
        self.entries.append(_Entry(kind, ActorKind.AGENT, data, self.at))

    def _write(self, kind: str, subject: LocalizedText, body: LocalizedText, marks: Mapping[str, str]) -> None:
        self.found.letters.append(Letter(kind, fill(subject.fr, marks), fill(body.fr, marks)))

    def _act(self, name: str, given: Mapping[str, Any], move: Transition, step: ExampleStep, mover: ActorKind) -> None:
        action, marks, day = ACTIONS[name], self._marks(step.reason), self.at.date()
        options: Any = action.options.model_validate(given)
        if name not in _IMITATED:
            self._unsaid(action.label.into("fr"))
        elif name == "message" and mover is not ActorKind.RESIDENT:
            self._write("message", options.subject, options.body, marks)
        elif name == "complete":
            self._note("complete", {"on": day.isoformat()})
            if options.receipt:
                self._write(
                    "message", options.receipt.subject, options.receipt.body, marks | {"complete_on": date_long(day)}
                )
        elif name == "came":
            self._note("came", {"on": day.isoformat()})
        elif name == "ask_corrections":
            by = (day + dt.timedelta(days=options.days)).isoformat() if options.days else ""
            self._note("corrections_asked", {"by": by, "fields": []})
            subject = _("Your request %(reference)s: something has to be corrected") % marks
            self.found.letters.append(Letter("message", subject, step.reason))
        elif name == "set":
            self._keep(options.kept, options.value)
        elif name == "extend":
            self._extend(options, marks)
        elif name == "propose":
            self.case.proposed = str(options.outcome)
            self.proposed = step
        elif name == "return_proposal":
            self.case.proposed = ""
        elif name in ("decide", "confirm"):
            self._decide(move, (self.proposed or step) if name == "confirm" else step)

    def _extend(self, options: Any, marks: dict[str, str]) -> None:
        before = self._clock()
        self._note("extended", {"rule": options.rule})
        after = self._clock()
        if after.last_day is None or after.last_day == before.last_day:
            self.entries.pop()  # too late: such a notice is not sent
            return
        self._write("message", options.subject, options.body, marks | {"last_day": date_long(after.last_day)})

    def _decide(self, move: Transition, said: ExampleStep) -> None:
        outcome = outcome_of(move) or proposed_by(move)
        if outcome is None:
            return
        valid = self.published.definition.decisions.valid
        begins, ends = (
            validity.period(valid, self.at.date(), {}, self.case.answers)
            if outcome is Outcome.ACCEPTED
            else (None, None)
        )
        self.decision = Decision(
            case=self.case,
            organisation_id=self.case.organisation_id,
            outcome=outcome,
            grounds=list(said.grounds),
            text=said.reason,
            decided_at=self.at,
            decider_name=_("(who decides)"),
            valid_from=begins,
            valid_until=ends,
        )
        status = self.published.definition.workflow.status(self.case.status)
        words = papers.outcome_words(self.case, self.published, self.decision, "fr") or status.resident.fr
        title = _("Your request %(reference)s: the decision") % self._marks("")
        self.found.letters.append(Letter("decision", title, "\n".join(filter(None, (words, said.reason)))))
        if self.writes:
            self._write_act()

    def _write_act(self) -> None:
        decision = self.decision
        assert decision is not None
        decisions = self.published.definition.decisions
        if decision.outcome == Outcome.REFUSED and decisions.refused and not (decision.grounds and decision.text):
            self._unsaid(_("the refusal: its step lacks a ground or the facts"))
            return
        try:
            act = papers.decision_content(self.case, self.published, decision)
        except ValueError:  # a heading that is empty, a card without days
            self._unsaid(_("the document of the decision: what it needs is not answered"))
            return
        if act is not None:
            self.found.document = tuple(_texts(act.model_dump(mode="json", exclude={"kind", "signatory"})))

    def _clock(self) -> clocks.Clock:
        definition, case = self.published.definition, self.case
        deadline = definition.deadline
        silence = handling.concerning(deadline.silence, case.answers, self.on)
        ended = case.closed_at.date() if case.closed_at else None
        events = clocks.events_of(definition, self.on, self.entries, ended)
        law = clocks.law_of(clocks.pinned(silence), deadline)
        return clocks.counted(deadline, law, case.answers, events, self.days)


def _texts(value: Any) -> list[str]:
    """Every text of an act, in its order."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for one in inner for text in _texts(one)]
