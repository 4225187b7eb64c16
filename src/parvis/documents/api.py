"""The face of `documents`: ask for one, look at it, give its file, revoke it, verify a copy."""

from parvis.documents.data import (
    Article,
    Card,
    Certificate,
    Cover,
    Department,
    DocumentNotFound,
    DocumentView,
    Extract,
    FilledForm,
    Issuer,
    Letter,
    Order,
    Receipt,
    Refusal,
    Row,
    Section,
    Signatory,
    Silence,
)
from parvis.documents.domain.codes import spoken as spoken_code
from parvis.documents.domain.erasing import erase_case, erase_subject
from parvis.documents.domain.letterheads import department_of, issuer_of
from parvis.documents.domain.requests import get, numbered, of_case, of_cases, render, request, revoke, sealed
from parvis.documents.domain.verification import by_code, check
from parvis.documents.domain.wording import appeal_ways, receipt_opening, receipt_sections

__all__ = [
    "Article",
    "Cover",
    "Card",
    "Certificate",
    "Department",
    "DocumentNotFound",
    "DocumentView",
    "Extract",
    "FilledForm",
    "Issuer",
    "Letter",
    "Order",
    "Receipt",
    "Refusal",
    "Row",
    "Section",
    "Signatory",
    "Silence",
    "appeal_ways",
    "by_code",
    "check",
    "department_of",
    "erase_case",
    "erase_subject",
    "get",
    "issuer_of",
    "numbered",
    "of_case",
    "of_cases",
    "receipt_opening",
    "render",
    "sealed",
    "receipt_sections",
    "request",
    "revoke",
    "spoken_code",
]
