"""The face of `workload`."""

from parvis.workload.domain.absences import away_on

__all__ = ["away_on"]
