"""The seams of `cases`."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class DraftDoors:
    """Where a draft goes on, and where it is thrown away: the pages of the module in which requests are filled in."""

    name: str
    resume: Callable[[uuid.UUID], str]
    discard: Callable[[uuid.UUID], str]


draft_doors: Registry[DraftDoors] = Registry("draft doors", key=lambda doors: doors.name)
