"""The face of the ledger: record facts, chain them, verify them."""

from parvis.ledger.domain import bringing
from parvis.ledger.domain.canonical import canonical, digest
from parvis.ledger.domain.recording import erased, new_salt, record
from parvis.ledger.domain.sequencing import sequence
from parvis.ledger.domain.verifying import latest_head, verify

__all__ = ["bringing", "canonical", "digest", "erased", "latest_head", "new_salt", "record", "sequence", "verify"]
