"""What people see of their own requests: one case with all that concerns them, their requests, their drafts.

Everything is asked by subject, the key of residents' reach; what agents wrote for agents is not read at all.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from parvis.cases.data import Actor, ActorKind, Audience, Channel, Direction, Standing
from parvis.cases.domain import amending, guests, kept_values, lending, papers, revisions, sharing, turns
from parvis.cases.domain.actors import resident_of
from parvis.cases.domain.answers import text_at, title_of
from parvis.cases.domain.lending import Elsewhere
from parvis.cases.domain.listing import standing_of
from parvis.cases.domain.reference import NotAReference, key
from parvis.cases.models import Case, Decision, Draft, Message, TimelineEntry, Turn
from parvis.documents import api as documents
from parvis.documents.data import Act, DocumentView
from parvis.kernel import clock, rows
from parvis.kernel.reach import current
from parvis.workflows.data import Transition

#: as many drafts as one can look through
MOST_DRAFTS = 50

_by_reference = rows.Select(
    Case, "where reference_key = %s and subject_id = any(%s)", unsent="notifications_unsent(id, %s)"
)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One case for the person concerned. act: what the decision's document says, as far as it has one; words: what is
    said instead of a document ("the copy was posted"); elsewhere: the organisation that it is lent to.
    """

    case: Case
    published: revisions.Published
    standing: Standing
    timeline: list[TimelineEntry]
    messages: list[Message]
    documents: list[DocumentView]
    offered: list[Transition]
    decision: Decision | None
    turns: list[Turn]
    act: Act | None
    words: str = ""
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """A request that was begun. name: of the procedure; title: what names this one, once it was answered;
    own: not somebody else's, whom one was invited to write it with."""

    id: uuid.UUID
    name: str
    title: str
    organisation_id: uuid.UUID
    saved_at: dt.datetime
    own: bool = True


def find(reference: str) -> Case | None:
    """The case of that reference, typed with or without hyphens, if the acting person may open it. One statement."""
    try:
        sought = key(reference)
    except NotAReference:
        return None
    reach = current()
    case = _by_reference.first(clock.now(), sought, list(reach.subjects) if reach else [])
    if case is not None:
        # what has not left yet, for the case's page
        case.unsent = json.loads(case.unsent)  # type: ignore[attr-defined]
    return case


def offered(case: Case, *, at: dt.datetime) -> list[Transition]:
    """What the person concerned may do with the case now. No statement, one where steps keep values."""
    published = revisions.load(case.revision_id)
    facts = kept_values.facts(case, published, revisions.day(at))
    moves = published.workflow.available(case.status, frozenset({str(ActorKind.RESIDENT)}), facts)
    if guests.mine(case):
        moves = guests.theirs(published.definition.workflow, moves)
    return [move for move in moves if amending.in_time(case, facts["today"]) or not amending.amends(move)]


def open_own(case: Case, *, at: dt.datetime) -> OwnFile:
    """All that concerns the person of a case that `find` found: four statements."""
    published = revisions.load(case.revision_id)
    decision = Decision.objects.filter(case=case).first() if case.closed_at else None
    timeline = timeline_of(case)
    elsewhere = lending.elsewhere(timeline, at)
    holder = elsewhere.department if elsewhere else None
    return OwnFile(
        case=case,
        published=published,
        standing=standing_of(case, published, revisions.day(at), holder=holder),
        timeline=timeline,
        elsewhere=elsewhere,
        messages=list(Message.objects.filter(case=case).order_by("id")),
        documents=documents.of_case(case.id),
        offered=offered(case, at=at),
        decision=decision,
        turns=turns.of_case(case, published),
        act=papers.decision_content(case, published, decision) if decision else None,
        words=papers.outcome_words(case, published, decision, get_language() or "fr") if decision else "",
    )


def timeline_of(case: Case) -> list[TimelineEntry]:
    """What happened to a case, as its person reads it, oldest first. One statement."""
    return list(TimelineEntry.objects.filter(case=case, audience=Audience.ALL).order_by("id"))


def decision_of(case: Case) -> Decision | None:
    """The decision of a case that `find` found. One statement."""
    return Decision.objects.filter(case=case).first()


def note_read(messages: list[Message], *, at: dt.datetime) -> None:
    """Note that the person has seen what was written to them: one statement, none when nothing is new."""
    new = [found.id for found in messages if found.direction == Direction.TO_RESIDENT and found.read_at is None]
    if new:
        Message.objects.filter(id__in=new).update(read_at=at)


def unread() -> set[uuid.UUID]:
    """The cases in which something was written to the acting person that they have not seen. One statement."""
    reach = current()
    waiting = Message.objects.filter(
        subject_id__in=reach.subjects if reach else (), direction=Direction.TO_RESIDENT, read_at=None
    )
    return set(waiting.values_list("case_id", flat=True))


def outcomes(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How those of the cases that are decided were decided. One statement, none for no case."""
    wanted = list(case_ids)
    told = Decision.objects.filter(case_id__in=wanted).values_list("case_id", "outcome") if wanted else ()
    return dict(told)


def said_already(case: Case, words: str, *, by: Actor) -> bool:
    """Whether the last that the person wrote in the case are these very words: a second click, a retry."""
    theirs = Message.objects.filter(case=case, direction=Direction.TO_ADMINISTRATION, author_id=by.person_id)
    last = theirs.order_by("-id").values_list("body", flat=True).first()
    return last is not None and last.strip() == words.strip()


def signed(actor: Actor, case: Case) -> Actor:
    """Who writes: the account, whoever was invited or took it over, or somebody under the name that they gave in their
    request.
    """
    if share := guests.mine(case):
        return replace(actor, name=share.name)
    if actor.person_id is not None:
        return actor
    if case.holder:
        return replace(actor, name=case.holder["name"])
    return resident_of(revisions.load(case.revision_id).definition, case.answers)


def email_of(case: Case) -> str:
    """The e-mail address that was given with the request, or nothing."""
    if case.holder:
        return str(case.holder["email"])
    path = revisions.load(case.revision_id).definition.contact.email
    return text_at(case.answers, path) if path else ""


def phone_of(case: Case) -> str:
    """The phone number that was given with the request, or nothing."""
    path = revisions.load(case.revision_id).definition.contact.phone
    return text_at(case.answers, path) if path and not case.holder else ""


def drafts(*, person_id: uuid.UUID | None, token_hash: str, language: str) -> list[OwnDraft]:
    """What the person, or this browser (`token_hash`), began and did not send, the latest touched first. One statement
    beside the definitions that this process does not know yet.
    """
    own = Q(person_id=person_id) if person_id else Q()
    if token_hash:
        own |= Q(token_hash=token_hash)
    if not own:
        return []
    own |= Q(id__in=RawSQL("select unnest(cases_drafts_shared())", []))  # noqa: S611 - no input
    found = Draft.objects.filter(own, case_id=None, channel=Channel.WEB).order_by("-saved_at", "-id")[:MOST_DRAFTS]
    lines = []
    for draft in found:
        definition = revisions.load(draft.revision_id).definition
        lines.append(
            OwnDraft(
                id=draft.id,
                name=definition.name.into(language),
                title=title_of(draft.answers, definition.title),
                organisation_id=draft.organisation_id,
                saved_at=draft.saved_at,
                own=sharing.owned(draft),
            )
        )
    return lines
