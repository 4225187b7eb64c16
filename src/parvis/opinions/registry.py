"""The seams of `opinions`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from parvis.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Counts:
    """The module that asks, once a page, how much waits for somebody (`api.waiting`). of: opinions asked, steps to
    approve; None where the page does not reach them.
    """

    name: str
    of: Callable[[HttpRequest], tuple[int, int] | None]


COUNTS: Registry[Counts] = Registry("what waits for somebody", key=lambda found: found.name)
