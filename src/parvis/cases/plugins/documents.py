"""A document that got its file: stated in its case's timeline, so that the ledger seals it; or put online."""

from parvis.cases.domain import publishing, sending
from parvis.cases.domain.actors import system
from parvis.cases.domain.writing import Writing
from parvis.cases.events import ReceiptTold
from parvis.cases.models import Case, Decision
from parvis.documents.events import DocumentSealed
from parvis.kernel import events


@events.subscribe(DocumentSealed)
def state(event: DocumentSealed) -> None:
    """Runs in the worker's transaction, inside the wall of the document."""
    if event.kind == "extract":  # of no case
        publishing.put_online(event.wall_id, event.number, event.file_id, at=event.at)
        return
    case = Case.objects.filter(id=event.case_id).first() if event.case_id else None
    if case is None:  # a document of no case, or of one that was erased meanwhile
        return
    write = Writing(case, by=system(""), at=event.at, quiet=True)
    write.note(
        "document",
        {"document": str(event.document_id), "kind": event.kind, "number": event.number, "sha256": event.sha256},
    )
    if event.kind == "receipt":
        write.publish(ReceiptTold(case.id, case.wall_id, case.organisation_id, write.at))
    write.finish()
    if event.kind == "order":
        decision = Decision.objects.filter(case=case).first()
        if decision is not None and decision.label == event.number:
            publishing.ask(case, write.published, decision, site=sending.site_address(case))
