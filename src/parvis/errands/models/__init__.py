"""Models of `errands`."""

from parvis.errands.models.errand import Errand

__all__ = ["Errand"]
