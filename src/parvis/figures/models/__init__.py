"""What `figures` keeps."""

from parvis.figures.models.delay import Delay
from parvis.figures.models.fact import Fact
from parvis.figures.models.tally import Tally

__all__ = ["Delay", "Fact", "Tally"]
