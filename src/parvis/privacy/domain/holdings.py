"""What this installation holds of people, read from the models' own declarations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from parvis.kernel.personal import declarations
from parvis.privacy.registry import Activity, activities


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


def unexplained() -> list[Holding]:
    """What is held of people without an activity that says why (RGPD art. 5.1 b)."""
    explained = {label for activity in activities for label in activity.models}
    return [
        found for found in holdings() if found.model not in explained and found.model.partition(".")[0] not in explained
    ]


def eraser_of(holding: Holding) -> Callable[..., Any]:
    """The function that erases a holding's rows. Raises ImportError when its path leads nowhere."""
    eraser: Callable[..., Any] = import_string(holding.eraser)
    return eraser


def listed() -> list[Activity]:
    """The activities, in their order."""
    return sorted(activities, key=lambda activity: activity.name)
