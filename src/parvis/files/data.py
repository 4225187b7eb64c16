"""What crosses the border of `files`."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file: its row's id, where it belongs, what its bytes are (`size` in bytes, `sha256` in hexadecimal)."""

    id: uuid.UUID
    wall_id: uuid.UUID
    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: rows looked at, and the ids of files whose bytes are missing or not what they were."""

    checked: int
    missing: tuple[uuid.UUID, ...] = ()
    damaged: tuple[uuid.UUID, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.missing and not self.damaged


class FileNotFound(Exception):
    """No such file within the acting reach (one that exists elsewhere answers alike)."""


class FileDamaged(Exception):
    """The bytes on the disk are missing, or not the ones that were stored."""


class FileTooLarge(Exception):
    """More bytes than the limit that the caller gave."""
