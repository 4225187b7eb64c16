"""What the public may learn: whether a code or a file is ours, and whether the file is whole.

The visitor's file is compared, never parsed: its SHA-256 with that of what we sealed; if it differs, the bytes of the
seal that it carries, or the code in its metadata, tell that it comes from a document of ours and was altered. The
doors answer to the actor "verifier" alone, and give `Publicly`, nothing else.
"""

import hashlib
import re
from dataclasses import dataclass

from django.db import connection

from parvis.documents.data import Copy, Publicly
from parvis.documents.domain.sealing import seal_digest
from parvis.kernel.reach import Reach, acting

_COLUMNS = "short_code, kind, number, organisation, requested_at, sealed_at, sha256, revoked_at, replaced_by"
_CODE = re.compile(rb"parvis:([0-9A-HJKMNP-TV-Z]{12})")
VERIFIER = Reach(actor="verifier")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file turned out to be, and the document of ours that it is or comes from."""

    copy: Copy
    document: Publicly | None = None


def by_code(code: str) -> Publicly | None:
    """What the public may know of the document with that (normalised) code."""
    return _ask("documents_public(%s)", [code])


def check(data: bytes) -> Checked:
    """Say what a file is."""
    whole = _ask("documents_by_digest(%s)", [hashlib.sha256(data).hexdigest()])
    if whole is not None:
        return Checked(Copy.SAME, whole)
    seal = seal_digest(data)
    altered = _ask("documents_by_seal(%s)", [seal]) if seal else None
    if altered is None and (named := _CODE.search(data)):
        altered = by_code(named[1].decode())
    return Checked(Copy.ALTERED, altered) if altered else Checked(Copy.UNKNOWN)


def _ask(door: str, arguments: list[str]) -> Publicly | None:
    with acting(VERIFIER), connection.cursor() as cursor:
        cursor.execute(f"select {_COLUMNS} from {door}", arguments)  # noqa: S608 - both are constants of this file
        row = cursor.fetchone()
    return Publicly(*row) if row else None
