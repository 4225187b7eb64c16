"""The face of `datasets`."""

from parvis.datasets.domain.checking import problems, uses_of
from parvis.datasets.domain.looking import fixed, of

__all__ = ["fixed", "of", "problems", "uses_of"]
