"""What tells a decision leaves once its document is sealed, and brings it."""

from parvis.cases.domain import revisions, sending
from parvis.cases.models import Decision
from parvis.documents.events import DocumentSealed
from parvis.files import api as files
from parvis.kernel import events

ACTS = frozenset({"order", "card", "certificate", "refusal"})


@events.subscribe(DocumentSealed)
def on_sealed(event: DocumentSealed) -> None:
    """In the worker's transaction that stores the file: both or neither."""
    if event.kind not in ACTS or event.case_id is None:
        return
    decision = Decision.objects.select_related("case").filter(case=event.case_id).first()
    if decision is not None and decision.label == event.number:
        published = revisions.load(decision.case.revision_id)
        sending.mail_decided(
            decision.case, published, decision, document=files.fetch(event.file_id), document_id=event.document_id
        )
