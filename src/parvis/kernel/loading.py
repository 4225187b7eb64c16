"""Loading the applications: some hundred thousand objects that all stay as long as the process."""

from __future__ import annotations

import gc
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
