"""Asking for a document, looking at it, revoking it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.utils import translation

from parvis.documents.data import DocumentNotFound, DocumentView, Issuer
from parvis.documents.domain import codes
from parvis.documents.domain.producing import produce
from parvis.documents.events import DocumentRevoked
from parvis.documents.models import Document
from parvis.documents.registry import templates
from parvis.documents.texts import clean
from parvis.kernel import clock, events, jobs, rows

_of_case = rows.Select(Document, "where case_id = %s order by requested_at, id")


def request(
    content: Any,
    *,
    issuer: Issuer,
    wall_id: uuid.UUID,
    organisation_id: uuid.UUID,
    subject_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
    number: str = "",
    language: str = "fr",
) -> DocumentView:
    """Ask for a document in the caller's transaction: its row is written, a job will render, seal and store it.

    content: what it says (`Order`, `Refusal`, `Receipt`, `Letter`, or a registered template's model); number: as the
    caller gave it, once for each organisation and kind (the database refuses a second). The document exists, numbered
    and verifiable by its code, from this transaction on; its file comes later (`DocumentSealed`).
    Raises KeyError for a content without template, IntegrityError for a number given twice.
    """
    template = templates[content.kind]
    with translation.override(language):
        title = clean(template.title(content, number))[:500]
    document = Document(
        wall_id=wall_id,
        subject_id=subject_id,
        case_id=case_id,
        organisation_id=organisation_id,
        organisation_name=issuer.name,
        kind=template.key,
        number=number,
        title=title,
        language=language,
        issuer=issuer.model_dump(mode="json"),
        content=content.model_dump(mode="json"),
        short_code=codes.fresh(),
        requested_at=clock.now(),
    )
    rows.insert([document])
    jobs.defer(produce, document_id=str(document.id), wall_id=str(wall_id))
    return document.view()


def get(document_id: uuid.UUID) -> DocumentView:
    """A document within the acting reach. Raises DocumentNotFound."""
    found = Document.objects.filter(id=document_id).first()
    if found is None:
        raise DocumentNotFound(str(document_id))
    return found.view()


def numbered(organisation_id: uuid.UUID, kind: str, number: str) -> DocumentView | None:
    """The document of that kind and number, which an organisation gives once, within the acting reach."""
    found = Document.objects.filter(organisation_id=organisation_id, kind=kind, number=number).first()
    return found.view() if found else None


def of_case(case_id: uuid.UUID) -> list[DocumentView]:
    """The documents of a case within the acting reach, oldest first."""
    return [document.view() for document in _of_case(case_id)]


def of_cases(case_ids: Iterable[uuid.UUID]) -> list[tuple[uuid.UUID, DocumentView]]:
    """The documents of several cases within the acting reach, each beside the id of its case: one statement."""
    rows = Document.objects.filter(case_id__in=list(case_ids))
    return [(row.case_id, row.view()) for row in rows if row.case_id is not None]


def revoke(document_id: uuid.UUID, *, reason: str, at: dt.datetime, replaced_by: uuid.UUID | None = None) -> None:
    """Say that a document no longer has any effect (withdrawn or repealed, CRPA L242-1, L243-1); once.

    The sealed file stays; the public page says that it was revoked. Raises DocumentNotFound.
    """
    document = Document.objects.select_for_update(of=("self",)).filter(id=document_id).first()
    if document is None:
        raise DocumentNotFound(str(document_id))
    if document.revoked_at is not None:
        return
    document.revoked_at, document.revoked_reason, document.replaced_by_id = at, reason, replaced_by
    document.save(update_fields=["revoked_at", "revoked_reason", "replaced_by"])
    events.publish(DocumentRevoked(document.id, document.wall_id, document.case_id, replaced_by, at))


def sealed(document_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the documents within the acting reach that have their file. One statement, none without ids."""
    ids = list(document_ids)
    if not ids:
        return set()
    return set(Document.objects.filter(id__in=ids).exclude(file=None).values_list("id", flat=True))


def render(content: Any, *, issuer: Issuer, language: str, at: dt.datetime) -> bytes:
    """The PDF of a content that nobody numbers, seals or verifies: the page that goes before what is posted.

    Waits on Typst: not inside a transaction. Raises RenderingFailed.
    """
    from parvis.documents.domain import rendering  # loaded late: workers alone render

    template = templates[content.kind]
    return rendering.render(template, content, issuer=issuer, number="", code="", language=language, at=at)
