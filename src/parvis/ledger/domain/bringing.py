"""Sealing many rows at once, as the owner: entries come with their places, in the transaction of the rows themselves.

What is written is what `record` and the sequencer would have written, in another order of work: an entry for each row,
a leaf for each entry, heads that state the tree. `parvis ledger verify` tells no difference.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from parvis.ledger.data import Head
from parvis.ledger.domain.canonical import digest
from parvis.ledger.domain.checkpoints import keep
from parvis.ledger.domain.sequencing import LOCK
from parvis.ledger.domain.tree import Tree, leaf_hash

TABLE = "ledger_entry"
COLUMNS = ("id", "source", "ref", "kind", "at", "digest", "position", "leaf")


def sealed(payload: str, salt: bytes) -> str:
    """The digest of a payload that is canonical JSON already, in hexadecimal."""
    return hashlib.sha256(salt + payload.encode()).hexdigest()


def entry(id: str, source: str, ref: str, kind: str, at: str, sealed: str, position: int) -> tuple[str, bytes]:  # noqa: A002
    """One entry as COPY reads it, and its leaf. ids as text; at: UTC, ISO 8601 with microseconds; sealed: hexadecimal.

    The leaf is that of `Entry.leaf_at`, written out: keys in their order, ASCII alone.
    """
    leaf = leaf_hash(
        f'{{"at":"{at}","digest":"{sealed}","id":"{id}","kind":"{kind}","position":{position},'
        f'"ref":"{ref}","source":"{source}"}}'.encode()
    )
    return (
        f"{id}\t{source}\t{ref}\t{kind}\t{at}\t\\\\x{sealed}\t{position}\t\\\\x{leaf.hex()}\n",
        leaf,
    )


class Chain:
    """The record's end, held by the owner's open transaction: the sequencer waits meanwhile."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        last = cursor.execute("select size, frontier from ledger_treehead order by size desc limit 1").fetchone()
        self._tree = Tree.restore(last[0], bytes(last[1])) if last else Tree()

    @property
    def size(self) -> int:
        """How many entries have a place: the next one's place."""
        return self._tree.size

    def grow(self, leaves: Iterable[bytes]) -> None:
        """Append leaves, in the order of their places."""
        for leaf in leaves:
            self._tree.append(leaf)

    def note(self, kind: str, said: dict[str, Any], at: dt.datetime, id: uuid.UUID) -> str:  # noqa: A002
        """An entry that seals no row: that rows were brought in, and how many. Its text for COPY."""
        stamp = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        text, leaf = entry(str(id), BROUGHT, str(id), kind, stamp, digest(said, b"").hex(), self.size)
        self.grow([leaf])
        return text

    def state(self, at: dt.datetime) -> Head:
        """State the tree's root as it is now; also outside of the database, once the transaction has committed."""
        head = Head(self._tree.size, self._tree.root())
        self._cursor.execute(
            "insert into ledger_treehead (size, root, frontier, at) values (%s, %s, %s, %s) on conflict do nothing",
            [head.size, head.root, self._tree.frontier(), at],
        )
        keep(head)
        return head


#: Entries of this source state that rows were brought in together; `kind` says what.
BROUGHT = "ledger.brought"
