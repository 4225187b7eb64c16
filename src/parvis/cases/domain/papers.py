"""The documents of a case: receipt, order, refusal. What they say; `documents` renders, seals and verifies them."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from parvis.calendars.api import Calendar
from parvis.cases.data import Outcome, OutcomeText, SilenceEffect
from parvis.cases.domain import acts, cards, clocks, computing, handling, kept_values, revisions
from parvis.cases.domain.answers import texts_at
from parvis.cases.domain.checking_decisions import fields_of
from parvis.cases.domain.courts import court_of
from parvis.cases.domain.words import fill, paragraphs
from parvis.cases.models import Case, Decision
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Length, Received
from parvis.documents import api as documents
from parvis.documents.data import Act
from parvis.forms.api import compiled
from parvis.forms.data import SummarySection
from parvis.kernel.clock import PARIS
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations
from parvis.territory.data import Contact, Department, Organisation
from parvis.workflows.api import questions

_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
#: where `Decision.said` keeps the labels of what was allotted, by resource
ALLOTTED = "allotted"
#: ends the number of the attestation of an implied acceptance
ATTESTED = "-AT"
_SILENCE = {
    SilenceEffect.ACCEPTANCE: documents.Silence.ACCEPTS,
    SilenceEffect.REFUSAL: documents.Silence.REJECTS,
}


def attested(case: Case) -> str:
    """The number of the attestation of its implied acceptance, asked for or not."""
    return f"{case.reference}{ATTESTED}"


def facts(case: Case, published: revisions.Published) -> dict[str, str]:
    """What the marks of a text stand for: answers as people read them, their parts, and facts of the case.

    In French: an act is written in it whatever the language of the person.
    """
    with override("fr"):
        context = {"today": case.received_on.isoformat()}
        state = published.form.evaluate(case.answers, context)
        rows = [row for section in published.form.summary(case.answers, state, "fr") for row in section.rows]
        organisation = organisations.get(case.organisation_id)
        found = {row.field_id: row.text for row in rows}
        for field_id, answer in case.answers.items():
            if isinstance(answer, Mapping):
                found |= {f"{field_id}.{part}": _read(text) for part, text in answer.items() if isinstance(text, str)}
        for kept in published.definition.workflow.kept if (values := kept_values.of(case, published)) else ():
            found[kept.variable] = kept_values.words(kept, values.get(kept.id), "fr")
        return found | {
            "reference": case.reference,
            "received_on": date_long(case.received_on),
            "organisation": organisation.title,
            "organisation.name": organisation.name,
            "organisation.of_name": organisation.of_name,
            "organisation.of_title": organisation.of_title,
            "department": departments.get(case.department_id).name.fr,
            "court": court_of(organisation.county),
        }


def _read(part: str) -> str:
    """A part of an answer as people read it: a day of birth in words, everything else as it was given."""
    return date_long(dt.date.fromisoformat(part)) if _DAY.fullmatch(part) else part


def decision_facts(
    case: Case, published: revisions.Published, decision: Decision, language: str = "fr"
) -> dict[str, str]:
    """`facts`, and those of the decision: its day, its reason, until when it holds, and what was said with it."""
    with override(language):
        values = facts(case, published) | said_facts(published, decision.said, language)
        values |= {"decided_on": date_long(revisions.day(decision.decided_at)), "reason": decision.text}
        if decision.valid_from and decision.valid_until:
            values["valid_from"] = date_long(decision.valid_from)
            values["valid_until"] = date_long(decision.valid_until)
        return values


def said_facts(published: revisions.Published, said: Mapping[str, Any], language: str) -> dict[str, str]:
    """The answers to the questions of the transition that decided, as people read them (`{said.posted_on}`), and what
    was allotted (`{allotted.school_places}`).
    """
    found = {f"allotted.{resource}": label for resource, label in said.get(ALLOTTED, {}).items()}
    said = {name: value for name, value in said.items() if name != ALLOTTED}
    for transition in published.definition.workflow.transitions:
        asked = questions(transition)
        if asked is None or not set(said) <= {field.id for field in fields_of(asked)}:
            continue
        form = compiled(asked, (published.id, transition.id))
        state = form.evaluate(said, {})
        rows = [row for section in form.summary(said, state, language) for row in section.rows]
        return found | {f"said.{row.field_id}": row.text for row in rows if row.text}
    return found


def decision_content(case: Case, published: revisions.Published, decision: Decision) -> Act | None:
    """The act that goes with a decision; None for a closing without follow-up, and for an acceptance without a
    document of ours: a message tells of these.
    """
    written = _written(case, published, decision)
    said = computing.mention(case, computing.concerned(published, decision), "fr")
    return written.model_copy(update={"computed": said}) if written is not None and said else written


def _written(case: Case, published: revisions.Published, decision: Decision) -> Act | None:
    decisions = published.definition.decisions
    if decision.implied:  # nobody wrote anything: the person may ask for an attestation
        return None
    if decision.outcome == Outcome.ACCEPTED and decisions.accepted:
        values = decision_facts(case, published, decision)
        place = organisations.get(case.organisation_id).name
        return acts.accepted(decisions.accepted, values, decision, place, cards.address(decision))
    if decision.outcome == Outcome.REFUSED and decisions.refused:
        values = decision_facts(case, published, decision)
        laws = {ground.id: ground.law for ground in decisions.grounds}
        refusal = decisions.refused
        return documents.Refusal(
            recipient=recipient(case, published),
            object=fill(refusal.object, values),
            opening=fill(refusal.opening, values),
            law=tuple(fill(laws[ground], values) for ground in decision.grounds),
            facts=(decision.text,),
            decision=paragraphs(refusal.decision, values),
            place=organisations.get(case.organisation_id).name,
            date=revisions.day(decision.decided_at),
            signatory=acts.signatory(decision, refusal.delegation),
            appeal=paragraphs(refusal.appeal, values),
        )
    return None


def outcome_words(case: Case, published: revisions.Published, decision: Decision, language: str) -> str:
    """What an acceptance without a document of ours says to the person; nothing for every other decision."""
    text = published.definition.decisions.accepted
    if decision.outcome != Outcome.ACCEPTED or decision.implied or not isinstance(text, OutcomeText):
        return ""
    return fill(text.text.into(language), decision_facts(case, published, decision, language))


def _came_then(case: Case) -> bool:
    """Whether the case came when it was written down: not so where an agent enters a letter of another day."""
    return case.submitted_at.astimezone(PARIS).date() == case.received_on


def receipt_summary(case: Case, published: revisions.Published, language: str) -> list[SummarySection]:
    """The answers as the receipt shows them."""
    state = published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
    return published.form.summary(case.answers, state, language)


def receipt_content(
    case: Case,
    published: revisions.Published,
    *,
    language: str = "",
    summary: list[SummarySection] | None = None,
) -> documents.Receipt:
    """The legal receipt (CRPA L112-11, R112-11-1), in the language of the person, or of the page that shows it.

    summary: that of `receipt_summary` in this language, where the caller has it.
    """
    language = language or case.language
    department = departments.get(case.department_id)
    organisation = organisations.get(case.organisation_id)
    contact = _contact(department, organisation)
    last_day, silence_on, silence_effect = _on_receipt(case, published)
    effect = SilenceEffect(silence_effect) if silence_effect else None
    with override(language):
        sections = receipt_summary(case, published, language) if summary is None else summary
        return documents.Receipt(
            recipient=recipient(case, published),
            procedure=published.definition.name.into(language),
            reference=case.reference,
            received_at=case.submitted_at if _came_then(case) else case.received_on,
            department=documents.Department(
                name=department.name.en if language == "en" and department.name.en else department.name.fr,
                address=tuple(contact.address.splitlines()),
                phone=contact.phone,
                email=contact.email,
            ),
            agent=case.assignee_name,
            answer_by=case.due_on if case.due_on != case.last_day else None,
            last_day=last_day,
            silence=_SILENCE[effect] if effect else documents.Silence.NOTHING,
            silence_on=silence_on,
            once_complete=_length(case) if effect and silence_on is None else "",
            appeal=documents.appeal_ways(court=court_of(organisation.county), implied=True)
            if effect is SilenceEffect.REFUSAL
            else (),
            rows=tuple(
                documents.Row(label=row.label, value=row.text, drawn=row.drawn)
                for part in sections
                for row in part.rows
            ),
            laws=tuple(law.into(language) for law in published.definition.laws),
        )


def _on_receipt(case: Case, published: revisions.Published) -> tuple[dt.date | None, dt.date | None, str]:
    """The last day to answer, the day from which silence has its effect, and that effect, as they were on receipt: what
    happens since is told otherwise. Those of the case itself where its law was not kept. No statement.
    """
    deadline = published.definition.deadline
    law = clocks.law_of(case.law, deadline)
    if law is None:
        return case.last_day, case.silence_on, case.silence_effect
    calendar = Calendar(handling.zone_of_organisation(case.organisation_id))
    course = clocks.course(deadline, law, [Received(case.received_on)], calendar)
    return (course.last_day if course.effect_on else None), course.effect_on, str(law.effect or "")


def _length(case: Case) -> str:
    law = case.law or {}
    return deadlines.length_words(Length(months=law["months"], days=law["days"])) if law else ""


def issuer(case: Case, *, site: str) -> documents.Issuer:
    """The letterhead of the organisation. site: its address, without a slash at its end."""
    organisation = organisations.get(case.organisation_id)
    department = departments.get(case.department_id)
    contact = _contact(department, organisation)
    return documents.Issuer(
        name=organisation.title,
        above=("République française",),
        department=department.name.fr,
        address=tuple(contact.address.splitlines()),
        phone=contact.phone,
        email=contact.email,
        site=site,
        siren=organisation.siren,
    )


def recipient(case: Case, published: revisions.Published) -> tuple[str, ...]:
    """The person or association to whom the administration writes, as they named themselves."""
    definition = published.definition
    name = texts_at(case.answers, definition.contact.name)
    association = next((texts_at(case.answers, (f"{limit.association}.name",)) for limit in definition.limits), "")
    return tuple(line for line in (association, name) if line)


def _contact(department: Department, organisation: Organisation) -> Contact:
    return department.contact if department.contact.phone else organisation.contact
