"""What lists keep beside the cases."""

from parvis.finding.models.column import Column
from parvis.finding.models.search import Search, Word
from parvis.finding.models.value import Value

__all__ = ["Column", "Search", "Value", "Word"]
