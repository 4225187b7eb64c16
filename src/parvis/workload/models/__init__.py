"""Models of `workload`."""

from parvis.workload.models.absence import Absence
from parvis.workload.models.notice import Notice, Preference
from parvis.workload.models.rule import Rule
from parvis.workload.models.setting import Setting

__all__ = ["Absence", "Notice", "Preference", "Rule", "Setting"]
