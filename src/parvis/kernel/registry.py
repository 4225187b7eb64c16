"""Registries: the seams to which modules contribute.

Invariants: a key is registered once; the order of iteration is that of the keys, so it never depends on import order;
an entry can be replaced inside a test and comes back after it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Duplicate(Exception):
    """Two entries of one registry have the same key."""


class Registry(Generic[T]):
    """Named entries of one shape; `key` gives an entry's name."""

    def __init__(self, name: str, *, key: Callable[[T], str]) -> None:
        self.name = name
        self._key = key
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> T:
        """Add `entry` and give it back (so that it serves as a decorator). Raises Duplicate."""
        key = self._key(entry)
        if key in self._entries:
            raise Duplicate(f"{self.name}: {key!r} is registered twice")
        self._entries[key] = entry
        return entry

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def get(self, key: str) -> T | None:
        return self._entries.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[T]:
        return iter([self._entries[key] for key in sorted(self._entries)])

    def keys(self) -> list[str]:
        return sorted(self._entries)

    @contextmanager
    def overridden(self, entry: T) -> Iterator[None]:
        """Put `entry` in the place of the one with its key (or add it) inside the block."""
        key = self._key(entry)
        before = self._entries.get(key)
        self._entries[key] = entry
        try:
            yield
        finally:
            if before is None:
                del self._entries[key]
            else:
                self._entries[key] = before
