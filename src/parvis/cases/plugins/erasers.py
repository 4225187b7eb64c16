"""What `cases` erases of somebody, and what it holds: a decision is kept for its term, whatever is asked."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from parvis.cases.data import Kind, Outcome
from parvis.cases.domain import own_texts, replies, sharing
from parvis.cases.domain.attesting import forget_person
from parvis.cases.domain.erasure import erase_case, erase_copies, erase_draft
from parvis.cases.models import Case, Decision, Draft
from parvis.documents import api as documents
from parvis.files import api as files
from parvis.kernel.clock import PARIS
from parvis.mailroom import api as mailroom
from parvis.notifications import api as notifications
from parvis.privacy.registry import Eraser, Extent, Hold, erasers, holds


def decided(walls: Collection[uuid.UUID], subjects: Collection[uuid.UUID], at: dt.datetime) -> "QuerySet[Case]":
    """Cases whose decision must be kept: it was not said until when, or that day has not passed (RGPD art. 17.3 b and
    d; Code du patrimoine L212-1).
    """
    today = at.astimezone(PARIS).date()
    kept = Q(retain_until=None) | Q(retain_until__gte=today)
    # what was granted and ended since (repealed, withdrawn) was decided all the same
    granted = Decision.objects.filter(wall_id__in=walls, subject_id__in=subjects, outcome=Outcome.ACCEPTED)
    answered = Q(kind=Kind.DECIDED) | Q(id__in=granted.values("case_id"))
    return Case.objects.filter(kept, answered, wall_id__in=walls, subject_id__in=subjects)


def _held(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime) -> int:
    return decided((wall_id,), (subject_id,), at).count()


def _held_or_open(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime) -> int:
    kept = decided((wall_id,), (subject_id,), at)
    return (
        kept.count()
        + Case.objects.filter(wall_id=wall_id, subject_id=subject_id, closed_at=None)
        .exclude(id__in=kept.values("id"))
        .count()
    )


def _subject(wall_id: uuid.UUID, subject_id: uuid.UUID, at: dt.datetime, extent: Extent) -> int:
    found = Case.objects.filter(wall_id=wall_id, subject_id=subject_id)
    if extent is Extent.ENDED:
        found = found.exclude(closed_at=None)
    if extent is not Extent.ALL:
        found = found.exclude(id__in=decided((wall_id,), (subject_id,), at).values("id"))
    rows = list(found.values_list("id", "answers"))
    for case_id, answers in rows:
        # Where another case is held, their own erasers don't run: what goes with this one goes with it here.
        mailroom.erase_case(wall_id=wall_id, case_id=case_id)
        documents.erase_case(wall_id=wall_id, case_id=case_id)
        notifications.erase_case(wall_id=wall_id, case_id=case_id)
        files.remove(_named(answers))
        erase_case(case_id, at=at)
    return len(rows) + erase_copies(subject_id)


def _named(value: Any) -> Iterator[uuid.UUID]:
    """The files that answers name."""
    if isinstance(value, dict):
        if "sha256" in value and isinstance(value.get("id"), str):
            yield uuid.UUID(value["id"])
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def _person(person_id: uuid.UUID, email: str, at: dt.datetime) -> int:
    drafts = Draft.objects.filter(person_id=person_id).values_list("id", flat=True)
    own = own_texts.erase_person(person_id) + replies.erase_person(person_id) + sharing.erase_person(person_id)
    return own + sum(erase_draft(draft_id) for draft_id in list(drafts))


holds.register(Hold("decided cases", _held, _held_or_open))
erasers.register(
    Eraser(
        "cases",
        10,
        (
            "parvis.cases.domain.erasure.erase_case",
            "parvis.cases.domain.erasure.erase_draft",
            "parvis.cases.domain.erasure.erase_copies",
            "parvis.cases.domain.attesting.forget_person",
            "parvis.cases.domain.own_texts.erase_person",
            "parvis.cases.domain.replies.erase_person",
            "parvis.cases.domain.sharing.erase_person",
        ),
        subject=_subject,
        person=_person,
        service=forget_person,
        by_case=True,
        label=_("requests"),
    )
)
