"""A document of a case that got its file: stated in the timeline, so that the ledger seals what was issued."""

from parvis.cases.domain.actors import system
from parvis.cases.domain.writing import Writing
from parvis.cases.models import Case
from parvis.documents.events import DocumentSealed
from parvis.kernel import events


@events.subscribe(DocumentSealed)
def state(event: DocumentSealed) -> None:
    """Runs in the worker's transaction, inside the wall of the document."""
    case = Case.objects.filter(id=event.case_id).first() if event.case_id else None
    if case is None:  # a document of no case, or of one that was erased meanwhile
        return
    write = Writing(case, by=system(""), at=event.at, quiet=True)
    write.note(
        "document",
        {"document": str(event.document_id), "kind": event.kind, "number": event.number, "sha256": event.sha256},
    )
    write.finish()
