"""Tables of `exchange`."""

from parvis.exchange.models.bringing import Brought, Import, Mapping
from parvis.exchange.models.export import Export
from parvis.exchange.models.template import Template

__all__ = ["Brought", "Export", "Import", "Mapping", "Template"]
