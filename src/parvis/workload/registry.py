"""The seams of `workload`."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Line:
    """What the digest of a day says beside one's requests: words in the active language, and the name of the page."""

    words: str
    page: str


@dataclass(frozen=True, slots=True)
class More:
    """The module that has more for somebody's digest. of: (person, day) → what waits for them, within their reach."""

    name: str
    of: Callable[[uuid.UUID, dt.date], list[Line]]


MORE: Registry[More] = Registry("what digests say more", key=lambda found: found.name)
