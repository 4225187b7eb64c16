"""Requests being filled in: saved page by page or field by field, resumed elsewhere, forgotten after a while."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from parvis.cases.data import Actor, Channel, Conflict, NotAllowed, NotFound
from parvis.cases.domain import attachments, revisions
from parvis.cases.models import Draft, Handling
from parvis.kernel import rows

#: A draft that nobody touched for so long is forgotten (data minimisation, GDPR art. 5.1.e).
KEPT = dt.timedelta(days=90)

_by_id = rows.Select(Draft, "where id = %s")
_ANSWERS = Draft._meta.get_field("answers")
_SAVE = (
    "update cases_draft set answers = %s, page = %s, saved_at = %s, version = version + 1, "
    "language = coalesce(nullif(%s, ''), language) where id = %s and version = %s and case_id is null"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A draft and the revision that it was begun with."""

    draft: Draft
    published: revisions.Published


def start(
    case_type_id: uuid.UUID,
    organisation_id: uuid.UUID,
    *,
    by: Actor,
    at: dt.datetime,
    token_hash: str = "",
    channel: Channel = Channel.WEB,
    language: str = "fr",
    answers: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
    renews_id: uuid.UUID | None = None,
    received_on: dt.date | None = None,
    prefilled: Mapping[str, Any] | None = None,
    claim_until: dt.datetime | None = None,
) -> Draft:
    """Begin a draft of the case type's published revision, for an organisation that handles it.

    token_hash: SHA-256 in hexadecimal of the secret that opens it; needed where `by` has no account. known: what the
    account says (`{"person.email": …}`), for the fields that ask for it. renews_id: the case that it renews. prefilled,
    claim_until: see `Draft`. channel, received_on: how and when it came, where the agent `by` enters for somebody.
    Raises NotFound if nothing is published or handled there.
    """
    handled = (
        Handling.objects.filter(case_type=case_type_id, organisation_id=organisation_id)
        .values_list("case_type__published", flat=True)
        .first()
    )
    if handled is None:
        raise NotFound(f"case type {case_type_id} in {organisation_id}")
    draft = Draft(
        case_type_id=case_type_id,
        revision_id=handled,
        organisation_id=organisation_id,
        token_hash=token_hash,
        person_id=by.person_id,
        channel=channel,
        language=language,
        answers=revisions.load(handled).form.prefilled(answers or {}, known or {}),
        created_at=at,
        saved_at=at,
        renews_id=renews_id,
        received_on=received_on,
        prefilled=dict(prefilled or {}),
        claim_until=claim_until,
    )
    rows.insert([draft])
    return draft


def load(draft_id: uuid.UUID) -> Loaded:
    """The draft, within the acting reach (its secret or its person). Raises NotFound."""
    draft = _by_id.first(draft_id)
    if draft is None:
        raise NotFound(f"draft {draft_id}")
    return loaded(draft)


def loaded(draft: Draft) -> Loaded:
    """A draft at hand, with what it was begun with."""
    return Loaded(draft, revisions.load(draft.revision_id))


def save(
    draft_id: uuid.UUID,
    answers: Mapping[str, Any],
    *,
    page: str,
    version: int,
    by: Actor,
    at: dt.datetime,
    language: str = "",
) -> int:
    """Keep `answers` (all of them, hidden ones too) and the page where the person is: one statement. The new version.

    language: the one that the person reads now, so that what they are sent later is in it ("": as it was).

    Invariant: nothing that another window saved is lost without a word. Raises Conflict with both answers when
    `version` is no longer the draft's, NotAllowed when it was submitted, NotFound.
    """
    kept = _ANSWERS.get_db_prep_save(dict(answers), connection)
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [kept, page, at, language, draft_id, version])
        if cursor.rowcount:
            return version + 1
    draft = load(draft_id).draft
    if draft.case_id:
        raise NotAllowed("this draft was submitted")
    raise Conflict(mine=dict(answers), theirs=draft.answers, version=draft.version)


def resume(*, by: Actor) -> QuerySet[Draft]:
    """The drafts of the acting person's own requests that are not submitted, newest first."""
    return Draft.objects.filter(person_id=by.person_id, case_id=None, channel=Channel.WEB).order_by("-id")


def entered(*, by: Actor) -> QuerySet[Draft]:
    """What the agent `by` began to enter for others and has not sent, newest first."""
    return Draft.objects.filter(person_id=by.person_id, case_id=None).exclude(channel=Channel.WEB).order_by("-id")


def claim(draft_id: uuid.UUID, *, by: Actor) -> None:
    """Give a draft that was opened by its secret to the account of `by`, so that it can be resumed elsewhere."""
    if by.person_id is None:
        raise NotAllowed("only an account can keep a draft")
    if not Draft.objects.filter(id=draft_id, person_id=None).update(person_id=by.person_id):
        raise NotFound(f"draft {draft_id}")


def within_reach(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> QuerySet[Draft]:
    """The unsent drafts of a case type that the acting person's account or browser opens, newest first."""
    found = Draft.objects.filter(case_type=case_type_id, organisation_id=organisation_id, case_id=None)
    return found.filter(channel=Channel.WEB).order_by("-id")


def move(draft_id: uuid.UUID, token_hash: str, to: str) -> None:
    """Hand a draft on from the secret `token_hash` (which a link of ours proved) to the acting browser's secret `to`.

    Raises NotFound if that secret no longer opens it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select cases_draft_hand_on(%s, %s, %s)", [draft_id, token_hash, to])
        if not cursor.fetchone()[0]:
            raise NotFound(f"draft {draft_id}")


def discard(draft_id: uuid.UUID) -> None:
    """Throw a draft away with its files, at its person's wish. Raises NotFound."""
    with transaction.atomic():
        if not Draft.objects.filter(id=draft_id, case_id=None).delete()[0]:
            raise NotFound(f"draft {draft_id}")
        attachments.drop([draft_id])


def forget(*, at: dt.datetime) -> int:
    """Delete the drafts that nobody touched for `KEPT`, submitted ones included, and those that were prepared for
    somebody who did not claim them in time; how many. For the timer.

    A submission that comes at the same moment is either first, and its files are the case's, or finds no draft.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from cases_draft where saved_at < %s or claim_until < %s returning id, case_id", [at - KEPT, at]
            )
            gone = cursor.fetchall()
        attachments.drop([draft_id for draft_id, case_id in gone if case_id is None])
    return len(gone)
