"""The face of privacy: what is held of people, and who erases it."""

from parvis.privacy.domain.holdings import Holding, eraser_of, holdings

__all__ = ["Holding", "eraser_of", "holdings"]
