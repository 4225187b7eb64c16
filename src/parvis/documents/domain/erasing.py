"""Erasing what documents say of a person. What remains names nobody: code, number, organisation, dates, digests."""

import uuid

from django.db.models import QuerySet

from parvis.documents.models import Document
from parvis.files import api as files


def erase_subject(*, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """Erase the files and texts of one resident's documents behind one wall; gives how many there were.

    Copies that people hold can still be verified.
    """
    return _erase(Document.objects.filter(wall_id=wall_id, subject_id=subject_id))


def erase_case(*, wall_id: uuid.UUID, case_id: uuid.UUID) -> int:
    """The same for the documents of one case."""
    return _erase(Document.objects.filter(wall_id=wall_id, case_id=case_id))


def _erase(documents: "QuerySet[Document]") -> int:
    found = list(documents.values_list("id", "file_id"))
    erased = Document.objects.filter(id__in=[row[0] for row in found]).update(
        file=None,
        title="",
        content=None,
        issuer=None,
        subject_id=None,
        case_id=None,
        last_error="",
        revoked_reason="",
    )
    files.remove(file_id for _, file_id in found if file_id)
    return erased
