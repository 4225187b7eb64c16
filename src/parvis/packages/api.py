"""The face of `packages`: procedures as packages, read and written."""

from parvis.packages.domain.reading import read
from parvis.packages.domain.shelf import ready
from parvis.packages.domain.writing import as_text, as_zip, package

__all__ = ["as_text", "as_zip", "package", "read", "ready"]
