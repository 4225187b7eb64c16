"""Writing to the record, in the transaction of the fact."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable

from parvis.kernel import rows
from parvis.ledger.data import Seal
from parvis.ledger.domain.canonical import digest
from parvis.ledger.models import Entry

#: Entries of this source state that a sealed row was erased lawfully: `ref` is the row's id, `kind` its source.
ERASURE = "ledger.erasure"


def new_salt() -> bytes:
    """Sixteen random bytes, to be kept beside the row that they help to seal."""
    return secrets.token_bytes(16)


def record(seals: Iterable[Seal]) -> None:
    """Append entries: one statement, however many.

    Invariant: an entry exists if and only if its fact was committed, because both are of one transaction; no writer
    waits for another, because places are given later by the sequencer.
    """
    rows.insert(
        [
            Entry(
                source=seal.source,
                ref=seal.ref,
                kind=seal.kind,
                at=seal.at,
                digest=digest(seal.payload, seal.salt),
            )
            for seal in seals
        ]
    )


def erased(source: str, refs: Iterable[uuid.UUID], *, at: dt.datetime) -> None:
    """State that sealed rows of `source` were erased lawfully (GDPR art. 17, end of retention): one statement."""
    record(Seal(ERASURE, ref, source, at, {"ref": str(ref), "source": source}, b"") for ref in refs)
