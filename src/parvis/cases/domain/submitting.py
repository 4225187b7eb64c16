"""From a draft to a case: once, whatever happens to the network, the button or the back key."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace as changed
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.db.models import Field

from parvis.cases.data import Actor, ActorKind, Audience, Incomplete, NotAllowed, NotFound, Submitted
from parvis.cases.definition import CaseTypeDefinition
from parvis.cases.domain import (
    again,
    attachments,
    clocks,
    contacting,
    directing,
    handling,
    notifying,
    papers,
    relating,
    revisions,
    sending,
    sharing,
    zones,
)
from parvis.cases.domain.answers import answers_digest, title_of
from parvis.cases.domain.reference import key, new_reference
from parvis.cases.domain.tracking import second_elements
from parvis.cases.domain.writing import Writing
from parvis.cases.events import CaseSubmitted
from parvis.cases.models import Case, Draft, Handling
from parvis.cases.registry import ARRIVALS, Arrived, Routed
from parvis.identity.api import subject_for
from parvis.kernel import jobs, reach, rows
from parvis.kernel.clock import PARIS
from parvis.kernel.ids import new_id
from parvis.ledger.api import new_salt
from parvis.notifications import api as notifications
from parvis.territory.api import organisations

#: With 33 million codes for an organisation and year, even a city of a million requests meets a taken one a few times.
_ATTEMPTS = 20

_locked = rows.Select(Draft, "where id = %s for update")


def submit(
    draft_id: uuid.UUID,
    *,
    by: Actor,
    at: dt.datetime,
    told: Sequence[str] = (),
    subject_of: Mapping[uuid.UUID, uuid.UUID] = MappingProxyType({}),
    revision_id: uuid.UUID | None = None,
) -> Submitted:
    """Make the draft a case, and put the acting person within reach of it.

    revision_id: the one whose questions the person saw: nothing is sent in answer to others. None: whatever it is.

    subject_of: by wall, whom it is about where that is known: the person of the request from which it follows.

    told: the channels on which the person wants to be told of this request; an account's own choice narrows them topic
    by topic. None: the account's choice, otherwise the first channel that reaches the person. `notifying.ON_SITE` among
    them: the person agrees to be notified of the decision on the site.

    Invariant: one draft makes at most one case. A second submission (double click, back, a retry after the answer was
    lost) waits for the first and gives its case back; the draft's row is the lock, a unique column the last guard.

    Drops hidden answers, checks the whole form once more, routes, computes the legal dates, writes the timeline and
    the ledger and tells the modules above, all in one transaction. Raises Incomplete, NotFound, NotAllowed ("revised")
    and to who writes it with its owner.
    """
    with transaction.atomic():
        draft = _locked.first(draft_id)
        if draft is None:
            raise NotFound(f"draft {draft_id}")
        if draft.shared and not sharing.owned(draft):
            raise NotAllowed("its owner sends it")
        if draft.case_id and draft.subject_id:
            _come_within_reach(draft.subject_id)
            reference = Case.objects.values_list("reference", flat=True).filter(id=draft.case_id).first()
            if reference is None:  # it was given to somebody else since
                raise NotFound(f"draft {draft_id}")
            return Submitted(draft.case_id, reference, draft.subject_id, created=False)
        if revision_id is not None and draft.revision_id != revision_id:
            raise NotAllowed("revised")
        published = revisions.load(draft.revision_id)
        answers = _complete(published, draft, at)
        handled = handling.of_destination(published.definition, draft.case_type_id, draft.organisation_id, answers)
        subject_id = subject_of.get(handled.wall_id) or _subject(draft, handled.wall_id, by)
        _come_within_reach(subject_id)
        case = case_of(draft, published, handled, answers, subject_id, at)
        routed = directing.direct(case, published, at=at)
        preferred = notifications.preferred(by.person_id) if by.kind is ActorKind.RESIDENT and by.person_id else {}
        case.told_by = contacting.told_by(told, preferred)
        insert_case(case, published.definition)
        if published.form.files:
            attachments.give(draft, case, published.form)
        draft.case_id, draft.subject_id, draft.answers = case.id, subject_id, {}
        draft.save(update_fields=["case_id", "subject_id", "answers"])
        _tell(case, published, routed, by=by, at=at, prefilled=draft.prefilled, on_site=notifying.ON_SITE in told)
    return Submitted(case.id, case.reference, subject_id, created=True)


def _subject(draft: Draft, wall_id: uuid.UUID, by: Actor) -> uuid.UUID:
    """Whom the case is about: the person's id inside the wall, or a new one for somebody without an account (also when
    an agent fills in for them: the account that holds that draft is the agent's own).
    """
    if draft.person_id and by.kind is ActorKind.RESIDENT:
        return subject_for(draft.person_id, wall_id)
    return new_id()


def _come_within_reach(subject_id: uuid.UUID) -> None:
    """The person who submitted sees what they submitted, for the rest of the request."""
    now = reach.current()
    if now is None:
        raise RuntimeError("a submission needs an acting person")
    if subject_id not in now.subjects:
        reach.replace(changed(now, subjects=(*now.subjects, subject_id)))


def _complete(published: revisions.Published, draft: Draft, at: dt.datetime) -> dict[str, Any]:
    """The answers that count, checked page by page. Raises Incomplete."""
    day = draft.received_on or at.astimezone(PARIS).date()
    context = zones.context(draft.organisation_id, day.isoformat())
    if published.form.files:
        draft.answers = attachments.settled(published.form, draft.answers, attachments.of_draft(draft.id))
    errors = published.form.validate(draft.answers, context, language=draft.language)
    if errors:
        raise Incomplete(errors)
    state = published.form.evaluate(draft.answers, context)
    return dict(published.form.clean(draft.answers, state))


def case_of(
    draft: Draft,
    published: revisions.Published,
    handled: Handling,
    answers: dict[str, Any],
    subject_id: uuid.UUID,
    at: dt.datetime,
) -> Case:
    """The case that a draft's answers make behind a wall, not yet written: routed, its days counted from `at`."""
    definition = published.definition
    received_on = draft.received_on or at.astimezone(PARIS).date()
    organisation_id = handled.organisation_id
    calendar = handling.calendar_of(definition, organisation_id, received_on)
    silence = handling.silence_for(definition, handled, answers, received_on)
    dates = clocks.clock(definition.deadline, silence, answers, received_on, calendar)
    status = definition.workflow.status(definition.workflow.initial)
    salt = new_salt()
    return Case(
        wall_id=handled.wall_id,
        organisation_id=organisation_id,
        subject_id=subject_id,
        draft_id=draft.id,
        renews_id=draft.renews_id,
        case_type_id=draft.case_type_id,
        revision_id=draft.revision_id,
        department_id=handling.route(definition, answers, organisation_id, received_on),
        status=status.id,
        kind=status.kind,
        channel=draft.channel,
        language=draft.language,
        title=title_of(answers, definition.title),
        answers=answers,
        answers_salt=salt,
        answers_digest=answers_digest(answers, salt),
        second_elements=second_elements(definition.contact, answers),
        submitted_at=at,
        received_on=received_on,
        due_on=dates.due_on,
        last_day=dates.last_day,
        silence_on=dates.silence_on,
        silence_effect=dates.silence_effect,
        law=clocks.pinned(silence),
    )


def insert_case(case: Case, definition: CaseTypeDefinition) -> Case:
    """Insert the case under a reference that is free, and the traits by which it would be known again: one statement,
    another one for each reference that was taken.
    """
    columns: list[Field[Any, Any]] = list(Case._meta.concrete_fields)
    names = ", ".join(f'"{column.column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    sql = (
        f"with made as (insert into cases_case ({names}) values ({places}) "  # noqa: S608 - names of columns, no input
        "on conflict (reference_key) do nothing returning id, wall_id, subject_id, submitted_at), "
        "known as (insert into cases_trait (id, case_id, wall_id, subject_id, kind, digest, at) "
        "select trait.id, made.id, made.wall_id, made.subject_id, trait.kind, trait.digest, made.submitted_at "
        "from made, unnest(%s::uuid[], %s::text[], %s::text[]) as trait (id, kind, digest)) "
        "select id from made"
    )
    kinds, digests = zip(*relating.traits(case, definition), strict=True)
    traits = [[new_id() for _ in kinds], list(kinds), list(digests)]
    prefix = organisations.get(case.organisation_id).prefix
    with connection.cursor() as cursor:
        for _ in range(_ATTEMPTS):
            case.reference = new_reference(prefix, case.received_on)
            case.reference_key = key(case.reference)
            cursor.execute(sql, [*rows.values_of(case), *traits])
            if cursor.fetchone():
                case._state.adding = False
                case._state.db = connection.alias
                return case
    raise RuntimeError(f"no free reference for {prefix} in {case.received_on.year}")


def _tell(
    case: Case,
    published: revisions.Published,
    routed: Routed,
    *,
    by: Actor,
    at: dt.datetime,
    prefilled: dict[str, Any],
    on_site: bool,
) -> None:
    write = Writing(case, by=by, at=at, quiet=True)
    said: dict[str, Any] = {
        "answers": case.answers_digest,
        "channel": str(case.channel),
        "reference": case.reference,
        "revision": published.sha256,
    }
    if case.received_on != at.astimezone(PARIS).date():
        said["received_on"] = case.received_on.isoformat()
    if prefilled:
        said["prefilled"] = prefilled
    if before := again.before_of(prefilled):
        jobs.defer(again.link_earlier, case_id=str(case.id), wall_id=str(case.wall_id), reference=before)
    write.note("submitted", said)
    write.note("routed", {"department": str(case.department_id), **routed.said}, audience=Audience.AGENTS)
    if on_site and by.kind is ActorKind.RESIDENT:
        notifying.agree(write, agreed=True)
    receipt = papers.receipt_content(case, published)
    paper = sending.receipt(case, receipt)
    sending.mail_received(case, published, receipt, paper=paper)
    write.publish(CaseSubmitted(case.id, case.wall_id, case.organisation_id, at))
    write.finish()
    if routed.then:
        routed.then()
    for arrival in ARRIVALS:
        arrival.came(Arrived(case, published, at))
