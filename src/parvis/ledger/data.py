"""What crosses the ledger's border."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

#: What may be sealed: JSON without floating-point numbers (amounts in cents, moments and decimals as text).
Payload: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seal:
    """One fact to record: `payload` is what its source will be able to give back, `salt` is kept beside that row."""

    source: str
    ref: uuid.UUID
    kind: str
    at: dt.datetime
    payload: Payload
    salt: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a source gives back of a row when the ledger is verified."""

    payload: Payload
    salt: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The root of the tree over the first `size` entries (RFC 6962 § 2.1)."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size}:{self.root.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read `SIZE:ROOT` (root in hexadecimal). Raises ValueError."""
        size, _, root = text.strip().partition(":")
        head = cls(int(size), bytes.fromhex(root))
        if head.size < 0 or len(head.root) != 32:
            raise ValueError(f"not a checkpoint: {text!r}")
        return head


class Fault(StrEnum):
    """What can be wrong with the record."""

    CHANGED = "changed"  # an entry no longer has the hash it was chained with
    REMOVED = "removed"  # a position, or the end of the list, is missing
    REORDERED = "reordered"  # entries have changed places
    HEAD = "head"  # the tree no longer has the root that a checkpoint states
    SOURCE_CHANGED = "source changed"  # the row that an entry seals says something else now
    SOURCE_MISSING = "source missing"  # the row is gone and no erasure is recorded
    UNRECORDED = "unrecorded"  # a row that should be sealed has no entry


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `position` is the entry's place (from 0), where it has one."""

    fault: Fault
    detail: str
    position: int | None = None
    ref: uuid.UUID | None = None


@dataclass(slots=True)
class Report:
    """What a verification saw."""

    chained: int = 0
    waiting: int = 0
    rows: int = 0
    head: Head | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.problems
