"""Reading a PDF back: its profiles, its text in the order of its tags' content, its signatures."""

import io

import page
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature


def failures(pdf: bytes) -> list[str]:
    """What page-validation holds against a file, for PDF/UA-1 and PDF/A-2a."""
    return [
        f"{failure.rule_id} {failure.message}"
        for profile in ("pdfua1", "pdfa2a")
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    ]


def catalog(pdf: bytes):
    return PdfFileReader(io.BytesIO(pdf)).root


def signature(pdf: bytes):
    """The status of the only signature of a file, its certificate trusted as its own root."""
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(io.BytesIO(pdf))
    [found] = reader.embedded_signatures
    context = ValidationContext(trust_roots=[found.signer_cert], allow_fetching=False)
    return validate_pdf_signature(found, signer_validation_context=context)
