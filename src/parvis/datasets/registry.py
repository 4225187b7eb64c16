"""Who uses data sets: a copy that lacks what they use is refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parvis.datasets.data import Use
from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class User:
    """name: stable; uses: what an organisation's things in force use, asked in a worker behind its wall."""

    name: str
    uses: Callable[[uuid.UUID], Iterable[Use]]


USERS: Registry[User] = Registry("users of data sets", key=lambda one: one.name)
