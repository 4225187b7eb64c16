"""The face of `workload`: who is away, and who stands in."""

from parvis.workload.domain.absences import STANDS_IN, STOOD_FOR, away_on, read_stands_in

__all__ = ["STANDS_IN", "STOOD_FOR", "away_on", "read_stands_in"]
