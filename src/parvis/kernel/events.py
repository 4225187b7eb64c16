"""News goes up: a module publishes frozen dataclasses, higher modules subscribe from their `plugins/`.

A subscriber runs in the publisher's transaction: it writes or defers a job (the queue lies in the same database, so it
is the outbox), and never waits for anything outside. An exception undoes the whole write.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_subscribers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a function to be called with every `event` that is published."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        listeners = _subscribers[event]
        name = f"{function.__module__}.{function.__qualname__}"
        if any(f"{known.__module__}.{known.__qualname__}" == name for known in listeners):
            raise ValueError(f"{name} already hears {event.__name__}")
        listeners.append(function)
        listeners.sort(key=lambda listener: (listener.__module__, listener.__qualname__))
        return function

    return register


def publish(event: object) -> None:
    """Tell every subscriber, in the order of their names."""
    for listener in tuple(_subscribers[type(event)]):
        listener(event)
