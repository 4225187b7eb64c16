"""The Merkle tree of RFC 6962 § 2.1 (and RFC 9162 § 2.1), grown one leaf at a time.

Only the roots of the full subtrees are kept (the "frontier": at most one per bit of the size), so appending costs
O(log n) whatever the length of the record.
"""

import hashlib
from collections.abc import Iterable

HASH = 32


def leaf_hash(data: bytes) -> bytes:
    """MTH of one leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree of `size` leaves. Invariant: the frontier holds one root for each bit set in `size`, largest first."""

    def __init__(self, size: int = 0, frontier: Iterable[bytes] = ()) -> None:
        self.size = size
        self._frontier = list(frontier)
        if len(self._frontier) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} full subtrees")

    def append(self, leaf: bytes) -> None:
        """Add a leaf, given as its hash."""
        size = self.size
        while size & 1:
            leaf = node_hash(self._frontier.pop(), leaf)
            size >>= 1
        self._frontier.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root; of an empty tree SHA-256 of nothing."""
        if not self._frontier:
            return hashlib.sha256(b"").digest()
        root = self._frontier[-1]
        for left in reversed(self._frontier[:-1]):
            root = node_hash(left, root)
        return root

    def frontier(self) -> bytes:
        """The frontier as it is stored: its hashes one after the other."""
        return b"".join(self._frontier)

    @classmethod
    def restore(cls, size: int, frontier: bytes) -> "Tree":
        """The tree whose `frontier()` was stored. Raises ValueError where the two do not fit."""
        return cls(size, [frontier[start : start + HASH] for start in range(0, len(frontier), HASH)])
