"""Waiting for other processes, which tell nobody when they are done: the only place of the tests that sleeps."""

import time
from collections.abc import Callable


def until(condition: Callable[[], object], seconds: float = 30, *, what: str = "") -> None:
    """Come back once `condition()` is true; fail after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain {what}"
        time.sleep(0.03)
