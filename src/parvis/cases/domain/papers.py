"""The documents of a case: receipt, order, refusal. What they say; `documents` renders, seals and verifies them."""

from collections.abc import Mapping

from django.utils.translation import override

from parvis.cases.data import Outcome, SilenceEffect
from parvis.cases.domain import revisions
from parvis.cases.domain.answers import texts_at
from parvis.cases.domain.courts import court_of
from parvis.cases.domain.words import fill, paragraphs
from parvis.cases.models import Case, Decision
from parvis.documents import api as documents
from parvis.kernel.ui.formats import date_long
from parvis.territory.api import departments, organisations
from parvis.territory.data import Contact, Department, Organisation

_SILENCE = {
    SilenceEffect.ACCEPTANCE: documents.Silence.ACCEPTS,
    SilenceEffect.REFUSAL: documents.Silence.REJECTS,
}


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
                found |= {f"{field_id}.{part}": text for part, text in answer.items() if isinstance(text, str)}
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


def decision_content(
    case: Case, published: revisions.Published, decision: Decision
) -> documents.Order | documents.Refusal | None:
    """The act that goes with a decision; None for a closing without follow-up, of which a message tells."""
    decisions = published.definition.decisions
    day = revisions.day(decision.decided_at)
    place = organisations.get(case.organisation_id).name
    values = facts(case, published) | {"decided_on": date_long(day), "reason": decision.text}
    if decision.outcome == Outcome.ACCEPTED and decisions.accepted:
        text = decisions.accepted
        articles = ((fill(article.heading, values), paragraphs([article.text], values)) for article in text.articles)
        return documents.Order(
            form=fill(text.form, values),
            object=fill(text.object, values),
            authority=fill(text.authority, values),
            visas=paragraphs(text.visas, values),
            reasons=paragraphs(text.reasons, values),
            formula=text.formula,
            articles=tuple(documents.Article(text=body[0], heading=heading) for heading, body in articles if body),
            place=place,
            date=day,
            signatory=_signatory(decision, text.delegation),
            appeal=paragraphs(text.appeal, values),
        )
    if decision.outcome == Outcome.REFUSED and decisions.refused:
        refusal = decisions.refused
        laws = {ground.id: ground.law for ground in decisions.grounds}
        return documents.Refusal(
            recipient=recipient(case, published),
            object=fill(refusal.object, values),
            opening=fill(refusal.opening, values),
            law=tuple(fill(laws[ground], values) for ground in decision.grounds),
            facts=(decision.text,),
            decision=paragraphs(refusal.decision, values),
            place=place,
            date=day,
            signatory=_signatory(decision, refusal.delegation),
            appeal=paragraphs(refusal.appeal, values),
        )
    return None


def receipt_content(case: Case, published: revisions.Published, *, language: str = "") -> documents.Receipt:
    """The legal receipt (CRPA L112-11, R112-11-1), in the language of the person, or of the page that shows it."""
    language = language or case.language
    department = departments.get(case.department_id)
    organisation = organisations.get(case.organisation_id)
    contact = _contact(department, organisation)
    effect = SilenceEffect(case.silence_effect) if case.silence_effect else None
    with override(language):
        state = published.form.evaluate(case.answers, {"today": case.received_on.isoformat()})
        sections = published.form.summary(case.answers, state, language)
        return documents.Receipt(
            recipient=recipient(case, published),
            procedure=published.definition.name.into(language),
            reference=case.reference,
            received_at=case.submitted_at,
            department=documents.Department(
                name=department.name.en if language == "en" and department.name.en else department.name.fr,
                address=tuple(contact.address.splitlines()),
                phone=contact.phone,
                email=contact.email,
            ),
            agent=case.assignee_name,
            answer_by=case.due_on if case.due_on != case.last_day else None,
            last_day=case.last_day,
            silence=_SILENCE[effect] if effect else documents.Silence.NOTHING,
            silence_on=case.silence_on,
            appeal=documents.appeal_ways(court=court_of(organisation.county), implied=True)
            if effect is SilenceEffect.REFUSAL
            else (),
            rows=tuple(documents.Row(label=row.label, value=row.text) for part in sections for row in part.rows),
        )


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


def _signatory(decision: Decision, delegation: str) -> documents.Signatory:
    return documents.Signatory(
        name=decision.decider_name,
        quality=decision.decider_quality,
        delegation=delegation if decision.by_delegation else "",
    )


def _contact(department: Department, organisation: Organisation) -> Contact:
    return department.contact if department.contact.phone else organisation.contact
