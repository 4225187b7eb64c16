"""The seal: PAdES B-B (ETSI EN 319 142-1) over the whole file, keeping PDF/A-2a and PDF/UA-1.

pyHanko is loaded here, at first use: only the press pays for it. Its plain incremental writer breaks both profiles (it
rewrites the document's metadata without the identification schemas), so ours leaves them alone; `_update_meta` is
private, the version is pinned, and tests judge every sealed template.
"""

import asyncio
import functools
import hashlib
import io
import re
from typing import Any

FIELD = "Seal"
#: what a signature weighs at most in the file, in bytes (CMS with a chain of certificates)
RESERVED = 16_384
_CONTENTS = re.compile(rb"/Contents\s*<([0-9a-fA-F]{512,200000})>")


@functools.cache
def _writer() -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class KeepingWriter(IncrementalPdfFileWriter):
        """Appends to a file without touching its metadata."""

        def _update_meta(self) -> None:
            return

    return KeepingWriter


def seal(pdf: bytes, signer: Any, *, organisation: str, readable_name: str, reason: str) -> bytes:
    """The same PDF with an invisible seal over all of it (the visible mention is part of the page).

    organisation: who seals, as readers show it; readable_name: the field's name for assistive technology (PDF/UA-1
    § 7.18.1); reason: why, as readers show it.
    """
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    field = SigFieldSpec(
        FIELD,
        readable_field_name=readable_name,
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
    )
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=organisation,
        reason=reason,
    )
    sealer = PdfSigner(metadata, signer=signer, new_field_spec=field)
    out = asyncio.run(sealer.async_sign_pdf(_writer()(io.BytesIO(pdf)), bytes_reserved=RESERVED, output=io.BytesIO()))
    sealed: bytes = out.getvalue()
    return sealed


def seal_digest(pdf: bytes) -> str:
    """The SHA-256 of the last signature's own bytes in a file, or "" where there is none.

    It recognises a file that carries one of our seals without parsing it: safe on anything that a visitor sends.
    """
    found = _CONTENTS.findall(pdf)
    return hashlib.sha256(found[-1].lower()).hexdigest() if found else ""
