"""The shelf: ready procedures that come with Parvis, as packages of one text each in `shelf/`."""

from __future__ import annotations

import functools
from pathlib import Path

from parvis.packages.data import Read
from parvis.packages.domain import reading

FOLDER = Path(__file__).parent.parent / "shelf"


@functools.cache
def ready() -> dict[str, Read]:
    """What stands on the shelf, by slug. Raises Unreadable for one that was changed by hand: a test looks."""
    found = [reading.read(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))]
    return {one.package.manifest.slug: one for one in found}
