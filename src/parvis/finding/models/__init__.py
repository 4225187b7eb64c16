"""What lists keep beside the cases."""

from parvis.finding.models.column import Column
from parvis.finding.models.value import Value

__all__ = ["Column", "Value"]
