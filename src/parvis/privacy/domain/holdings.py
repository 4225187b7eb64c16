"""What this installation holds of people, read from the models' own declarations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from parvis.kernel.personal import declarations


@dataclass(frozen=True, slots=True)
class Holding:
    """One table with personal data: the column that its wall compares, and the function that erases."""

    model: str
    table: str
    wall: str
    eraser: str


def holdings() -> list[Holding]:
    """Every model of the installed applications that declares personal data, by its label."""
    installed = set(apps.get_models())
    found = [
        Holding(model._meta.label, model._meta.db_table, declared.wall, declared.eraser)
        for model, declared in declarations.items()
        if declared.wall is not None and model in installed
    ]
    return sorted(found, key=lambda holding: holding.model)


def eraser_of(holding: Holding) -> Callable[..., Any]:
    """The function that erases a holding's rows. Raises ImportError when its path leads nowhere."""
    eraser: Callable[..., Any] = import_string(holding.eraser)
    return eraser
