"""The face of privacy: what is held of people, who erases it, and the one erasure of somebody."""

from parvis.privacy.domain.erasing import Erased, erase_person, erase_subject
from parvis.privacy.domain.holdings import Holding, eraser_of, holdings, listed as listed_activities, unexplained

__all__ = [
    "Erased",
    "Holding",
    "erase_person",
    "erase_subject",
    "eraser_of",
    "holdings",
    "listed_activities",
    "unexplained",
]
