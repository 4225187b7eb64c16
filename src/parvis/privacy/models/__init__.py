"""What privacy keeps: the erasures that were asked for."""

from parvis.privacy.models.erasure import Erasure, Reason, State

__all__ = ["Erasure", "Reason", "State"]
