"""Producing a document: render, seal, store. Every step may die; a second run completes it, never doubles it.

Invariants: nothing is locked while Typst and the key store work; the file, its row, the digests and the news are one
transaction; whoever comes second finds the document sealed and lets its own bytes go.
"""

import uuid
from typing import Any

from parvis.documents.data import Issuer
from parvis.documents.domain import keys, pressing, rendering, sealing
from parvis.documents.events import DocumentSealed
from parvis.documents.models import Document
from parvis.documents.registry import templates
from parvis.documents.texts import clean
from parvis.files import api as files
from parvis.kernel import clock, events, jobs
from parvis.kernel.reach import Reach, acting

MEDIA_TYPE = "application/pdf"


@jobs.job(queue="documents", own_transactions=True)
def produce(*, document_id: str, wall_id: str) -> None:
    """Produce one document. A failure is kept on the row, then raised for a retry.

    One that has its file already, or that was erased meanwhile, is left alone.
    """
    reach = Reach(actor="worker", walls=(uuid.UUID(wall_id),))
    with acting(reach):
        document = Document.objects.filter(id=document_id, wall_id=wall_id).first()
    if document is None or document.content is None:
        return
    try:
        sealed = _make(document)
    except Exception as error:
        with acting(reach):
            Document.objects.filter(id=document_id, sealed_at=None).update(
                attempts=document.attempts + 1, last_error=f"{type(error).__name__}: {error}"[:2000]
            )
        raise
    with acting(reach):
        _keep(document.id, sealed)


def _make(document: Document) -> bytes:
    template = templates[document.kind]
    issuer = Issuer.model_validate(document.issuer)
    content: Any = template.content.model_validate(document.content)
    pdf = rendering.render(
        template,
        content,
        issuer=issuer,
        number=document.number,
        code=document.short_code,
        language=document.language,
        at=document.requested_at,
    )
    return pressing.press.seal(
        pdf,
        keys.of(issuer),
        organisation=clean(issuer.name),
        readable_name=rendering.seal_name(issuer, document.language),
        reason=document.title,
    )


def _keep(document_id: uuid.UUID, sealed: bytes) -> None:
    document = Document.objects.select_for_update(of=("self",)).get(id=document_id)
    if document.content is None:
        return
    ref = files.store(
        sealed,
        name=f"{document.title[:180]}.pdf",
        media_type=MEDIA_TYPE,
        wall_id=document.wall_id,
        subject_id=document.subject_id,
    )
    document.file_id = ref.id
    document.sha256 = ref.sha256
    document.seal_sha256 = sealing.seal_digest(sealed)
    document.sealed_at = clock.now()
    document.issuer = document.content = None
    document.attempts += 1
    document.last_error = ""
    document.save(
        update_fields=["file", "sha256", "seal_sha256", "sealed_at", "issuer", "content", "attempts", "last_error"]
    )
    events.publish(
        DocumentSealed(
            document.id,
            document.wall_id,
            document.subject_id,
            document.case_id,
            document.kind,
            document.number,
            document.sha256,
            ref.id,
            document.sealed_at,
        )
    )
