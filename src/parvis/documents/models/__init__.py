"""Documents asked for and sealed."""

from parvis.documents.models.document import Document

__all__ = ["Document"]
