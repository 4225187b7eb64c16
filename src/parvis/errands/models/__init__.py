"""Models of `errands`."""

from parvis.errands.models.errand import Errand
from parvis.errands.models.service import Service

__all__ = ["Errand", "Service"]
