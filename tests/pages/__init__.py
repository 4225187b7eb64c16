"""Who visits which page: one visitor a URL name, so that no page escapes the eye of axe or of the photographer.

A module's visitors stand in `tests/pages/<module>.py`. A visitor prepares what its page shows (committed: the server
reads it from another connection) and gives back one visit for each state worth looking at, errors included.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playwright.sync_api import Page

from tests.browser import Server


@dataclass(frozen=True)
class Visit:
    """One state of one page.

    label: a word for this state on the contact sheet; cookies: who one is; act: what one does there before looking
    (fill in, submit); status: what the address answers with; languages: those in which the page exists; budget: bytes
    of a first view, compressed, font included (100 kB is promised for a form's page: raise it only where a map is);
    answers: errors that the page's scripts are given.
    """

    path: str
    label: str = ""
    host: str = "localhost"
    status: int = 200
    cookies: dict[str, str] = field(default_factory=dict)
    act: Callable[[Page], None] | None = None
    languages: tuple[str, ...] = ("fr", "en")
    budget: int = 100_000
    answers: tuple[int, ...] = ()

    @property
    def browser(self) -> dict[str, Any]:
        """What `browse` is told of it."""
        return {"cookies": self.cookies, "host": self.host, "answers": self.answers}


Visitor = Callable[[Server], Iterable[Visit]]
V = TypeVar("V", bound=Visitor)

visitors: dict[str, Visitor] = {}
#: URL names that draw no page of ours, each with its reason
no_page: dict[str, str] = {}


def visits(name: str) -> Callable[[V], V]:
    """Register the visitor of a URL name ("cases:case")."""

    def register(visitor: V) -> V:
        assert name not in visitors, f"{name} has two visitors"
        visitors[name] = visitor
        return visitor

    return register


def draws_no_page(name: str, reason: str) -> None:
    """Say why a URL name has nothing to look at."""
    assert name not in no_page, name
    no_page[name] = reason


def load() -> None:
    """Import every module's visitors."""
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(found.name)
