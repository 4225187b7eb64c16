"""Models of `workload`."""

from parvis.workload.models.absence import Absence
from parvis.workload.models.setting import Setting

__all__ = ["Absence", "Setting"]
