"""Tables of `datasets`."""

from parvis.datasets.models.dataset import DataSet, Row, Version

__all__ = ["DataSet", "Row", "Version"]
