"""Every model says whether it holds personal data; the ones that do say behind which wall and who erases them.

An architecture test fails on a model that says neither, and on one that says it holds personal data but whose table
has no row-level policy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.db import models

M = TypeVar("M", bound=type[models.Model])
Wall = Literal["wall_id", "subject_id", "person_id", "token", "actor"]


@dataclass(frozen=True)
class Declaration:
    """What a model says of itself. `wall` is None for one without personal data; `reason` says why then."""

    model: type[models.Model]
    wall: Wall | None
    eraser: str
    reason: str = ""


declarations: dict[type[models.Model], Declaration] = {}


def personal_data(*, wall: Wall, eraser: str) -> Callable[[M], M]:
    """Declare that a model holds personal data.

    wall: the column that its policy compares; eraser: dotted path of the function that erases a person's rows.
    """

    def declare(model: M) -> M:
        declarations[model] = Declaration(model, wall, eraser)
        return model

    return declare


def no_personal_data(reason: str) -> Callable[[M], M]:
    """Declare that a model holds none, and why."""

    def declare(model: M) -> M:
        declarations[model] = Declaration(model, None, "", reason)
        return model

    return declare
