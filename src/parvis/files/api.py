"""The face of `files`: keep bytes, give them back to who may have them, tell whether they are whole."""

from parvis.files.data import FileDamaged, FileNotFound, FileRef, FileTooLarge, Verification
from parvis.files.domain.checking import verify
from parvis.files.domain.downloads import disposition, download
from parvis.files.domain.removing import erase_subject, remove
from parvis.files.domain.storing import (
    fetch,
    open_stored as open,  # noqa: A004 - files.open(ref) is what it does
    read,
    store,
)

__all__ = [
    "FileDamaged",
    "FileNotFound",
    "FileRef",
    "FileTooLarge",
    "Verification",
    "disposition",
    "download",
    "erase_subject",
    "fetch",
    "open",
    "read",
    "remove",
    "store",
    "verify",
]
