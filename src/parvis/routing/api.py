"""The face of `routing`: where cases would go by the rules in force, and to whom there."""

from parvis.routing.domain.evaluating import placed
from parvis.routing.domain.giving import hand_of, stands, words

__all__ = ["hand_of", "placed", "stands", "words"]
