"""Models of `trials`."""

from parvis.trials.models.trial import Remark, Trial

__all__ = ["Remark", "Trial"]
