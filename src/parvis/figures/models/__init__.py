"""What `figures` keeps."""

from parvis.figures.models.fact import Fact

__all__ = ["Fact"]
