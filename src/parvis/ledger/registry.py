"""The seam: modules whose rows are sealed say how to read them again."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from parvis.kernel.registry import Registry
from parvis.ledger.data import Problem, Sealed


def _nothing() -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class Source:
    """A kind of sealed rows.

    sealed: the rows that still exist among `refs`, each as its canonical payload and salt.
    after: the ids of at most `limit` rows that must be sealed, in order, after the id given (None: from the start).
    inspect: what else can be checked of the module's state against its sealed rows.
    """

    name: str
    sealed: Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, Sealed]]
    after: Callable[[uuid.UUID | None, int], Sequence[uuid.UUID]]
    inspect: Callable[[], Iterable[Problem]] = _nothing


SOURCES: Registry[Source] = Registry("ledger sources", key=lambda source: source.name)
