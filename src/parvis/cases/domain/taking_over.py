"""Requests taken over from elsewhere (a spreadsheet, a former programme): cases like any other, told to nobody.

What a former programme did not keep is not asked again: answers that are missing stay missing, what is there must be
right. No receipt leaves, for the person got theirs when they asked; deadlines run from the day on which they did. What
had been decided is kept as it was said (`past`).
"""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from parvis.cases.data import Actor, Audience, Channel, Elsewhere, NotAllowed, Submitted
from parvis.cases.domain import attachments, directing, handling, past, revisions, zones
from parvis.cases.domain.noting import NOTE
from parvis.cases.domain.submitting import case_of, insert_case
from parvis.cases.domain.writing import Writing
from parvis.cases.events import CaseSubmitted
from parvis.cases.models import Case, Draft
from parvis.files import api as files
from parvis.forms.api import row_at
from parvis.kernel import reach, rows
from parvis.kernel.clock import PARIS
from parvis.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A request as it was kept elsewhere. at: when it was received; language: that of its person; past: how it stood
    there.
    """

    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    revision_id: uuid.UUID
    answers: Mapping[str, Any]
    channel: Channel
    at: dt.datetime
    language: str = "fr"
    past: past.Past = past.Past()


def mistakes(found: TakenOver, told: Collection[str], *, language: str) -> dict[str, str]:
    """What is wrong with it, by HTML id, of the questions whose HTML ids begin with one of `told`. No statement.

    Raises NotAllowed where the rules of the procedure need more than is there.
    """
    form = revisions.load(found.revision_id).form
    context = zones.context(found.organisation_id, found.at.astimezone(PARIS).date().isoformat())
    try:
        pages = form.validate(dict(found.answers), context, language=language)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotAllowed(f"{type(error).__name__}: {error}") from error
    return {
        ident: message
        for errors in pages.values()
        for ident, message in errors.items()
        if any(ident == one or ident.startswith(f"{one}-") for one in told)
    }


def take_over(
    found: TakenOver,
    *,
    by: Actor,
    at: dt.datetime,
    note: str,
    papers: Mapping[str, Sequence[files.Examined]] | None = None,
) -> Submitted:
    """Make it a case behind a wall of the acting agent. note: what agents read of where it comes from; papers: files
    that were looked into, by the questions that ask for them (in a block's row, counted from 1, `block.1.question`).

    Raises Elsewhere where its answers lead to an organisation that is not theirs, NotAllowed where the rules of the
    procedure need more than is there: nothing is written then.
    """
    with transaction.atomic():
        draft = _draft(found)
        if papers:
            draft.person_id, draft.created_at, draft.saved_at = by.person_id, at, at
            rows.insert([draft])
            found = replace(found, answers=_attached(draft, found.answers, papers, at=at))
        case = _made(found, draft)
        _check_wall(case)
        if case.silence_on is not None and (found.past.status or case.silence_on <= at.astimezone(PARIS).date()):
            # it had its effect where the request was kept until now, or nobody here knows what stopped its clock there:
            # nothing is born of silence by itself
            case.silence_told_on = case.silence_done_on = case.silence_on
        published = revisions.load(case.revision_id)
        routed = directing.direct(case, published, at=found.at)
        if not papers:
            case.draft_id = None
        past.settle(case, found.past, published.definition, by=by, at=at)
        insert_case(case, published.definition)
        if papers:
            with attachments.holding(case.subject_id):
                attachments.give(draft, case, published.form)
            draft.case_id, draft.subject_id, draft.answers = case.id, case.subject_id, {}
            draft.save(update_fields=["case_id", "subject_id", "answers"])
        write = Writing(case, by=by, at=found.at, quiet=True)
        write.note(
            "submitted",
            {
                "answers": case.answers_digest,
                "channel": str(case.channel),
                "reference": case.reference,
                "revision": published.sha256,
            },
        )
        said = routed.said if case.department_id == routed.department_id else {}  # else it was said where it is
        write.note("routed", {"department": str(case.department_id), **said}, audience=Audience.AGENTS)
        write.publish(CaseSubmitted(case.id, case.wall_id, case.organisation_id, found.at))
        write.finish()
        beside = Writing(case, by=by, at=at, quiet=True)
        if found.past.status:
            beside.note(past.BROUGHT_IN, past.told(found.past))
        if case.assignee_name:
            given = {"assignee": str(case.assignee_id), "department": str(case.department_id)}
            beside.note("assigned", {**given, "name": case.assignee_name}, audience=Audience.AGENTS)
        beside.note(NOTE, {"text": note}, audience=Audience.AGENTS)
        beside.finish()
        if routed.then:
            routed.then()
    return Submitted(case.id, case.reference, case.subject_id, created=True)


def try_over(found: TakenOver) -> None:
    """Raise what `take_over` would of a request without `mistakes`; write nothing."""
    definition = revisions.load(found.revision_id).definition
    if definition.destination or definition.routing:  # else nothing that it says leads anywhere
        _check_wall(_made(found, _draft(found)))


def _attached(
    draft: Draft, answers: Mapping[str, Any], papers: Mapping[str, Sequence[files.Examined]], *, at: dt.datetime
) -> dict[str, Any]:
    """The answers with the papers, which are the draft's from now on."""
    form = revisions.load(draft.revision_id).form
    asked = {one.name: one for one in form.files}
    found = copy.deepcopy(dict(answers))
    for name, held in papers.items():
        *steps, own = name.split(".")
        question = asked[".".join([*steps[::2], own])]
        rows = tuple(int(number) - 1 for number in steps[1::2])
        values = [attachments.value(attachments.put(draft, question.html_id(rows), one, at=at)) for one in held]
        if values:
            holder = row_at(question.blocks, found, rows)
            if not isinstance(holder, dict):
                raise LookupError(name)
            holder[own] = values
    return found


def _check_wall(case: Case) -> None:
    now = reach.current()
    if now is None or case.wall_id not in now.walls:
        raise Elsewhere(str(case.organisation_id))


def _draft(found: TakenOver) -> Draft:
    return Draft(
        id=new_id(),
        case_type_id=found.case_type_id,
        revision_id=found.revision_id,
        organisation_id=found.organisation_id,
        channel=found.channel,
        language=found.language,
    )


def _made(found: TakenOver, draft: Draft) -> Case:
    published = revisions.load(found.revision_id)
    context = zones.context(found.organisation_id, found.at.astimezone(PARIS).date().isoformat())
    try:
        state = published.form.evaluate(dict(found.answers), context)
        answers = dict(published.form.clean(dict(found.answers), state))
        handled = handling.of_destination(published.definition, found.case_type_id, found.organisation_id, answers)
        return case_of(draft, published, handled, answers, new_id(), found.at)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotAllowed(f"{type(error).__name__}: {error}") from error
