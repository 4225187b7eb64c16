"""What crosses the border of `packages`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field as Constrained

from parvis.forms.data import LocalizedText, Words
from parvis.studio.data import Document

FORMAT = "parvis-procedure/1"
MANIFEST = "package.json"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Maker(Strict):
    """Who says that they made a package: nothing but the key proves it."""

    organisation: Words = Constrained(default="", max_length=200)
    site: Words = Constrained(default="", max_length=200)


class Signature(Strict):
    """Ed25519 (RFC 8032) over the manifest without this part, as canonical JSON (RFC 8785). key, value: base64url."""

    algorithm: str = Constrained(pattern="^Ed25519$")
    key: str = Constrained(pattern=r"^[A-Za-z0-9_-]{43}$")
    value: str = Constrained(pattern=r"^[A-Za-z0-9_-]{86}$")


class Manifest(Strict):
    """What a package says of itself. files: the SHA-256 of each other file, in hexadecimal; revision: the number of the
    published one, null for a draft."""

    format: str
    slug: str = Constrained(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")
    sphere: str = Constrained(pattern=r"^[a-z_]{1,30}$")
    name: LocalizedText
    revision: int | None = Constrained(default=None, ge=1, le=1_000_000)
    maker: Maker = Maker()
    made: dt.datetime
    files: dict[str, str]
    signature: Signature | None = None


class Standing(StrEnum):
    """Whose signature a package bears, for one organisation."""

    OWN = "own"
    KNOWN = "known"
    STRANGER = "stranger"
    UNSIGNED = "unsigned"
    SHELF = "shelf"

    @property
    def trusted(self) -> bool:
        """Whether it may be kept without saying why."""
        return self in (Standing.OWN, Standing.KNOWN, Standing.SHELF)


@dataclass(frozen=True, slots=True)
class Package:
    """A package: its manifest and its other files, by path, each a JSON value."""

    manifest: Manifest
    parts: dict[str, Any] = field(hash=False)

    @property
    def key(self) -> str:
        """The key that signed it; "" for none."""
        return self.manifest.signature.key if self.manifest.signature else ""


@dataclass(frozen=True, slots=True)
class Read:
    """A package that was read: what it holds is whole and has the shape of a procedure."""

    package: Package
    document: Document = field(hash=False)
    digest: str


class Unreadable(Exception):
    """A package that is refused; the message, in the active language, says why and what to do."""
