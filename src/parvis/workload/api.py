"""The face of `workload`: who is away, and who stands in; to whom chosen cases would go."""

from parvis.workload.domain.absences import STANDS_IN, STOOD_FOR, away_on, read_stands_in
from parvis.workload.domain.handing import reason_words
from parvis.workload.domain.sharing import Shared, share

__all__ = ["STANDS_IN", "Shared", "STOOD_FOR", "away_on", "read_stands_in", "reason_words", "share"]
