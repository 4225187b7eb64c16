"""The rows that name stored bytes."""

from parvis.files.models.stored_file import StoredFile

__all__ = ["StoredFile"]
