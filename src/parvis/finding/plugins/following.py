"""What `finding` does at the news of a case, and of a revision."""

from parvis.cases.api import types
from parvis.cases.events import (
    AnswersMended,
    CaseEvent,
    CaseRevised,
    CaseSubmitted,
    MessageWritten,
    ReceiptTold,
    RevisionPublished,
)
from parvis.finding.domain import dictionary
from parvis.finding.jobs import index
from parvis.kernel import events, jobs


def _later(event: CaseEvent) -> None:
    """Index the case once this has committed; one job is enough for all that happens to it until then."""
    jobs.defer(index, queueing_lock=f"finding:{event.case_id}", case_id=str(event.case_id), wall_id=str(event.wall_id))


@events.subscribe(CaseSubmitted)
def submitted(event: CaseSubmitted) -> None:
    _later(event)


@events.subscribe(AnswersMended)
def mended(event: AnswersMended) -> None:
    _later(event)


@events.subscribe(CaseRevised)
def revised(event: CaseRevised) -> None:
    _later(event)


@events.subscribe(MessageWritten)
def written(event: MessageWritten) -> None:
    _later(event)


@events.subscribe(ReceiptTold)
def acknowledged(event: ReceiptTold) -> None:
    _later(event)


@events.subscribe(RevisionPublished)
def published(event: RevisionPublished) -> None:
    """The columns of a form stand in the dictionary before its first case."""
    dictionary.learn(event.revision_id, types.slug(event.case_type_id))
