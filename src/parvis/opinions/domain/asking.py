"""Asking for an opinion, asking again, asking no more: by the agents of the case, in the case's own organisation."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.access.api import describe_wall, wall_for
from parvis.calendars.api import Calendar, zone_of
from parvis.cases import api as cases
from parvis.cases.data import Actor, Audience, CaseTypeDefinition, NotFound, OpinionRule
from parvis.deadlines import api as deadlines
from parvis.deadlines.data import Favour, Length
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.opinions.data import Expert, Overtaken, Question, Refused, State
from parvis.opinions.domain import linking, noting, showing, telling
from parvis.opinions.models import Opinion
from parvis.territory.api import closing_days, departments, organisations

#: how long who was asked may open it: after its day, for late answers, and after their answer
OPEN_LATE, OPEN_AFTER = dt.timedelta(days=90), dt.timedelta(days=30)
#: proposed where neither the law nor the definition says
USUAL = Length(days=15)
LONGEST = dt.timedelta(days=366)
#: opinions of one case that wait at once
MOST = 30


def rule_of(definition: CaseTypeDefinition, rule: str) -> OpinionRule | None:
    """The rule of that name."""
    return next((one for one in definition.opinions if one.id == rule), None)


def length_of(definition: CaseTypeDefinition, rule: OpinionRule | None) -> tuple[Length, str]:
    """How long one has, and what silence says: by the law's clock, by the rule, or as is usual."""
    if rule is None:
        return USUAL, Favour.NONE
    if rule.clock and definition.deadline.rules:
        law = next(one for one in definition.deadline.rules.consultations if one.id == rule.clock)
        return law.within, law.silence
    return rule.within or USUAL, rule.silence


def calendar_of(organisation_id: uuid.UUID, start: dt.date) -> Calendar:
    """The organisation's calendar, its closings for a year among them: one statement."""
    organisation = organisations.get(organisation_id)
    found = closing_days.between(organisation_id, start, start + LONGEST)
    return Calendar(zone_of(organisation.insee or organisation.county), frozenset(day.date for day in found))


def due_on(definition: CaseTypeDefinition, rule: OpinionRule | None, calendar: Calendar, today: dt.date) -> dt.date:
    """By when an opinion that is asked today is to be given, both by law and by promise counted as the rule says."""
    length, _silence = length_of(definition, rule)
    return deadlines.end_of(length, today, Calendar(calendar.zone) if rule and rule.clock else calendar)


def ask(
    case_id: uuid.UUID,
    question: Question,
    expert: Expert,
    *,
    by: Actor,
    at: dt.datetime,
    previous_id: uuid.UUID | None = None,
) -> Opinion:
    """Ask somebody for an opinion, tell them, and write it down: one transaction.

    previous_id: the opinion that this one asks again. What silence says and the day of a rule of the law's clock are
    the definition's, whatever the question says. Raises Refused, NotAllowed, NotFound.
    """
    today = at.astimezone(PARIS).date()
    with cases.beside.beside(case_id, by=by, at=at, moves_dates=bool(question.rule)) as write:
        case = write.case
        if case.closed_at is not None:
            raise Refused(_("This request is finished: no opinion is asked about it any more."))
        parts = cases.parts_of(case, question.language)
        rule = rule_of(parts.definition, question.rule)
        if question.rule and rule is None:
            raise Refused(_("Choose an opinion of the list"), "rule")
        length, silence = length_of(parts.definition, rule)
        day = question.due_on
        if rule is not None and rule.clock:
            day = deadlines.end_of(length, today, Calendar(calendar_of(case.organisation_id, today).zone))
        else:
            silence = rule.silence if rule else Favour(question.silence)
        if not today <= day <= today + LONGEST:
            raise Refused(_("Give a day between today and a year from now"), "due_on")
        if not question.words.strip():
            raise Refused(_("Say what you ask"), "words")
        before = Opinion.objects.filter(id=previous_id, case_id=case.id).first() if previous_id else None
        if before is not None and before.waits:
            raise Refused(_("Their first answer is still awaited"), "to")
        opinion = Opinion(
            case_id=case.id,
            wall_id=case.wall_id,
            subject_id=case.subject_id,
            organisation_id=case.organisation_id,
            reference=case.reference,
            about=parts.definition.name.into(question.language)[:400],
            **_to(expert, case.wall_id, case.organisation_id),
            language=question.language,
            rule=question.rule,
            clock=(rule.clock or "") if rule else "",
            told=rule.told if rule else "nothing",
            silence=silence,
            confidential=question.confidential,
            words=question.words.strip(),
            yes_no=[{"id": name, "label": words} for name, words in question.yes_no],
            shown=showing.snapshot(parts.sections, set(question.parts)),
            files=[one.id for one in parts.files if one.id in set(question.files)],
            round=before.round + 1 if before else 1,
            previous_id=before.id if before else None,
            quoted=quoted_of(before) if before else None,
            asked_at=at,
            asked_by=by.person_id,
            asker_name=by.name,
            due_on=day,
            open_until=dt.datetime.combine(day, dt.time(), PARIS) + OPEN_LATE,
            remind_on=max(day - dt.timedelta(days=rule.remind_days if rule else question.remind_days), today),
        )
        opinion.label = rule.label.into("fr") if rule else opinion.to_name
        _once(opinion)
        opinion.save(force_insert=True)
        more = {"rule": opinion.rule, "until": day.isoformat(), "round": opinion.round}
        write.note("opinion_asked", noting.said(opinion, **more), audience=noting.audience(opinion))
        if rule is not None and rule.extension:
            cases.beside.prolong(write, rule.extension, rule.label.into(case.language))
    _tell(opinion, at=at)
    return opinion


def _tell(opinion: Opinion, *, at: dt.datetime) -> None:
    telling.asked(opinion, linking.issue(opinion, at=at) if opinion.to_email else "")


def _once(opinion: Opinion) -> None:
    """Nobody is asked twice at once: a second click, or a colleague who did not see it. The case is locked."""
    waits = Opinion.objects.filter(case_id=opinion.case_id, state__in=(State.AWAITED, State.SILENT))
    same = Q(to_department_id=opinion.to_department_id, to_person_id=opinion.to_person_id, to_email="")
    if opinion.to_email:
        same = Q(to_email__iexact=opinion.to_email)
    if opinion.clock:
        same |= Q(clock=opinion.clock)
    found = list(waits.filter(same)[:1])
    if found:
        raise Refused(
            _("%(who)s was asked already on %(day)s: wait for the answer, or withdraw that question.")
            % {"who": found[0].to_name, "day": found[0].asked_at.astimezone(PARIS).strftime("%d/%m/%Y")},
            "to",
        )
    if waits.count() >= MOST:
        raise Refused(_("Too many opinions are awaited about this request: %(num)s at most") % {"num": MOST})


def address(typed: str) -> str:
    """An e-mail address as it was typed. Raises Refused."""
    email = typed.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("Give an e-mail address, like name@example.org"), "email") from None
    return email[:254]


def _to(expert: Expert, wall_id: uuid.UUID, organisation_id: uuid.UUID) -> dict[str, Any]:
    """Who is asked, as an opinion keeps it. Raises Refused."""
    if expert.email:
        email = address(expert.email)
        return {"to_email": email, "to_name": (expert.name.strip() or email)[:200]}
    try:
        place = departments.get(expert.department_id or uuid.UUID(int=0))
    except LookupError:
        raise Refused(_("Choose who is asked"), "to") from None
    _own, sphere = describe_wall(wall_id)
    try:
        wall = wall_for(place.organisation_id, sphere)
    except LookupError:
        raise Refused(_("This organisation does not handle such requests here: ask them by e-mail"), "to") from None
    named = str(place.name.fr)
    if place.organisation_id != organisation_id:
        named = f"{named}, {organisations.get(place.organisation_id).title}"
    return {
        "to_wall_id": wall,
        "to_organisation_id": place.organisation_id,
        "to_department_id": place.id,
        "to_person_id": expert.person_id,
        "to_name": (expert.name or named)[:200],
    }


def quoted_of(before: Opinion) -> dict[str, Any]:
    """What the round before was asked and answered, as the next one reads it."""
    return {
        "who": before.label,
        "words": before.words,
        "favour": before.favour,
        "reply": before.reply,
        "on": before.ended_at.astimezone(PARIS).date().isoformat() if before.ended_at else "",
    }


def withdraw(opinion_id: uuid.UUID, reason: str, *, by: Actor, at: dt.datetime) -> Opinion:
    """Ask no more: it closes to who was asked, who is told. Raises NotFound, NotAllowed, Overtaken if they answered."""
    found = Opinion.objects.filter(id=opinion_id).first()
    if found is None:
        raise NotFound(f"opinion {opinion_id}")
    with cases.beside.beside(found.case_id, by=by, at=at, moves_dates=bool(found.clock)) as write:
        opinion = Opinion.objects.select_for_update().get(id=opinion_id)
        if not opinion.waits:
            raise Overtaken(_("It is too late: an answer came, or it was withdrawn already."))
        opinion.state, opinion.ended_at, opinion.open_until = State.WITHDRAWN, at, at
        opinion.ended_by, opinion.ender_name = by.person_id, by.name
        opinion.save(update_fields=["state", "ended_at", "open_until", "ended_by", "ender_name"])
        linking.revoke(opinion, "withdrawn", at=at)
        shown = noting.audience(opinion)
        more = {"reason": reason.strip()} if shown is Audience.AGENTS else {}
        write.note("opinion_released", noting.said(opinion, **more), audience=shown)
    telling.withdrawn(opinion)
    return opinion


def remind(opinion_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Recall it now to who was asked; with a new link, outside. The acting person handles the case."""
    opinion = Opinion.objects.get(id=opinion_id)
    if not opinion.waits:
        raise Overtaken(_("It is too late: an answer came, or it was withdrawn already."))
    telling.reminded(opinion, linking.issue(opinion, at=at) if opinion.to_email else "")


def proposed(definition: CaseTypeDefinition, rule: OpinionRule | None, organisation_id: uuid.UUID) -> dt.date:
    """The day that a form proposes."""
    today = clock.today()
    return due_on(definition, rule, calendar_of(organisation_id, today), today)
