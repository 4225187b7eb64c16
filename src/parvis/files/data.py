"""What crosses the border of `files`."""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


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


class Reason(StrEnum):
    """Why a file that somebody sent is not kept."""

    EMPTY = "empty"
    KIND = "kind"
    SIZE = "size"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_HEAVY = "too_heavy"
    ANIMATED = "animated"
    LOCKED = "locked"
    ACTIVE = "active"
    HOLDS_FILES = "holds_files"
    MIXED = "mixed"
    INFECTED = "infected"
    NO_PAGE = "no_page"


class FileRefused(Exception):
    """What was sent is not kept, whoever tries again. at: which of several it is, from 0; None for all together."""

    def __init__(self, reason: Reason, *, at: int | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.at = at


class FilesBusy(Exception):
    """Nothing is wrong with the file: the disk, the scanner or the checks have no room now. Trying again may help."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that was looked into and may be kept: `path` holds the bytes to keep.

    rewritten: they are not the ones received (pictures are made anew); pages: of a PDF, 1 for a picture, 0 where
    unknown; width, height: pixels, 0 where it has none; thumbnail: a small WebP, empty where there is none; sharpness:
    of a picture (`confined.sharpness`), 0 where nobody looked.
    """

    path: Path
    media_type: str
    extension: str
    rewritten: bool
    pages: int
    width: int
    height: int
    thumbnail: bytes
    sharpness: int = 0


class FileNotFound(Exception):
    """No such file within the acting reach (one that exists elsewhere answers alike)."""


class FileDamaged(Exception):
    """The bytes on the disk are missing, or not the ones that were stored."""


class FileTooLarge(Exception):
    """More bytes than the limit that the caller gave."""
