"""Loading the applications: some hundred thousand objects that all stay as long as the process."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def for_good() -> Iterator[None]:
    """What is made within stays out of garbage collection, also later, so that pages shared by a fork stay shared.

    The collector would look dozens of times through objects that nobody ever drops: a third of a start's processor
    time, to find three thousand (1 MB). So these are kept too.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def without(name: str, of: str) -> None:
    """Import the package `of` as if `name`, which it would take along where it finds it, were not installed.

    It stays installed for whoever imports it. Nothing happens where either is loaded already.
    """
    if name in sys.modules or of in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's way to say that there is none
    try:
        importlib.import_module(of)
    finally:
        del sys.modules[name]
