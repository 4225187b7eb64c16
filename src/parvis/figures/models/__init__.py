"""What `figures` keeps."""

from parvis.figures.models.delay import Delay
from parvis.figures.models.fact import Fact

__all__ = ["Delay", "Fact"]
