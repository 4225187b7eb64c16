"""The seams of `procedures`."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import Problem
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


@dataclass(frozen=True, slots=True)
class Proviso:
    """What another module has against publishing a definition as this organisation's, at this address, in this sphere:
    what the definition alone can't tell. (organisation, slug, sphere, definition) → problems.
    """

    name: str
    problems: Callable[[uuid.UUID, str, str, CaseTypeDefinition], Iterable[Problem]]


PROVISOS: Registry[Proviso] = Registry("provisos of publishing", key=lambda proviso: proviso.name)
