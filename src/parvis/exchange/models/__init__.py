"""Tables of `exchange`."""

from parvis.exchange.models.export import Export
from parvis.exchange.models.template import Template

__all__ = ["Export", "Template"]
