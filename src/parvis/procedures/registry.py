"""The seams of `procedures`."""

from collections.abc import Callable
from dataclasses import dataclass

from parvis.kernel.registry import Registry
from parvis.procedures.data import Offered


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence beside what is promised, on the page where one begins a request, and where to read more."""

    text: str
    more: str
    address: str


@dataclass(frozen=True, slots=True)
class RemarkSource:
    """A module's remark on when an answer comes; None where it has nothing to say. One statement at most."""

    name: str
    remark: Callable[[Offered], Remark | None]


REMARKS: Registry[RemarkSource] = Registry("remarks on when answers come", key=lambda source: source.name)
