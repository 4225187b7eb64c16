"""The face of `workload`: who is away, and who stands in; to whom cases would go; what supervisors are told of."""

from parvis.workload.domain.absences import STANDS_IN, STOOD_FOR, away_on, handlers, instead_of, read_stands_in
from parvis.workload.domain.handing import reason_words
from parvis.workload.domain.noticing import APPROVE, APPROVED, REFUSED, UNROUTED, leave
from parvis.workload.domain.sharing import Shared, one_of, oversee, share

__all__ = [
    "APPROVE",
    "APPROVED",
    "REFUSED",
    "STANDS_IN",
    "STOOD_FOR",
    "Shared",
    "UNROUTED",
    "away_on",
    "handlers",
    "instead_of",
    "leave",
    "one_of",
    "oversee",
    "read_stands_in",
    "reason_words",
    "share",
]
