"""The face of privacy: what is held of people, and who erases it."""

from parvis.privacy.domain.holdings import Holding, eraser_of, holdings, listed as listed_activities, unexplained

__all__ = ["Holding", "eraser_of", "holdings", "listed_activities", "unexplained"]
