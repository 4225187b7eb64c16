"""Published revisions, ready to run: loaded and compiled once in a process, because they never change."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction

from parvis.cases.data import CaseTypeDefinition
from parvis.cases.domain import card_givers, zones
from parvis.cases.domain.checking import NotPublishable, check
from parvis.cases.domain.withdrawing import with_withdrawal
from parvis.cases.events import RevisionPublished
from parvis.cases.models import CaseType, Revision
from parvis.forms.api import CompiledForm, compiled
from parvis.forms.data import LocalizedText
from parvis.kernel import events
from parvis.kernel.clock import PARIS
from parvis.workflows.api import CompiledWorkflow
from parvis.workflows.data import Kind, Status, Transition


@dataclass(frozen=True, slots=True)
class Published:
    """A revision, its definition, and both of its engines."""

    id: uuid.UUID
    case_type_id: uuid.UUID
    number: int
    sha256: str
    definition: CaseTypeDefinition
    form: CompiledForm
    workflow: CompiledWorkflow


def day(at: dt.datetime) -> dt.date:
    """The day of a moment, as the administration counts its days."""
    return at.astimezone(PARIS).date()


@lru_cache(maxsize=256)
def load(revision_id: uuid.UUID) -> Published:
    """The revision of that id: no statement from its second use in a process on. Raises Revision.DoesNotExist."""
    row = Revision.objects.get(id=revision_id)
    # processes keep what cases are handled by, not the examples that proved it
    written = CaseTypeDefinition.model_validate({**row.definition, "examples": ()})
    definition = with_withdrawal(written)
    return Published(
        id=row.id,
        case_type_id=row.case_type_id,
        number=row.number,
        sha256=row.sha256,
        definition=definition,
        form=compiled(definition.form, row.id, zones.followings(definition)),
        workflow=CompiledWorkflow(definition.workflow),
    )


def status_of(published: Published, status_id: str) -> Status:
    """A status that a history names: of this revision or, of a case that was handled by another one before, of the
    latest that has it; a bare one where none has. A statement for each revision that a process does not know yet.
    """
    for one in _lately(published):
        for status in one.definition.workflow.statuses:
            if status.id == status_id:
                return status
    words = LocalizedText(fr=status_id, en=status_id)
    return Status(id=status_id, kind=Kind.OPEN, resident=words, agent=words)


def transition_of(published: Published, transition_id: str) -> Transition:
    """The same for a transition."""
    for one in _lately(published):
        for move in one.definition.workflow.transitions:
            if move.id == transition_id:
                return move
    words = LocalizedText(fr=transition_id, en=transition_id)
    return Transition(id=transition_id, sources=("-",), target="-", label=words, rights=("-",))


def _lately(published: Published) -> Iterator[Published]:
    """This revision, then the others of its case type, the latest first."""
    yield published
    ids = Revision.objects.filter(case_type=published.case_type_id).exclude(id=published.id)
    for revision_id in ids.order_by("-number").values_list("id", flat=True):
        yield load(revision_id)


def publish(case_type_id: uuid.UUID, definition: CaseTypeDefinition, *, at: dt.datetime) -> Revision:
    """Publish `definition` as the case type's next revision; the latest one itself if nothing differs.

    Invariant: what is published has passed every check. Raises NotPublishable. Open cases and drafts keep theirs.
    """
    problems = check(definition)
    if problems:
        raise NotPublishable(problems)
    document = definition.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        case_type = CaseType.objects.select_for_update().get(id=case_type_id)
        latest = case_type.revisions.order_by("-number").first()
        if latest and latest.sha256 == digest:
            return latest
        number = latest.number + 1 if latest else 1
        revision = Revision.objects.create(
            case_type=case_type, number=number, definition=document, sha256=digest, published_at=at
        )
        case_type.published = revision
        case_type.save(update_fields=["published"])
        card_givers.changed(definition)
        events.publish(RevisionPublished(case_type_id=case_type.id, revision_id=revision.id, number=number))
    return revision
