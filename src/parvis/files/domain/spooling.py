"""Bytes on their way in: counted while they come, on the disk and not in memory, gone when the request ends.

A page that takes files names `spool` in its view's `takes_files` (`parvis.kernel.guard.Limits` calls it before the body
is read, and so before the request holds a transaction).
"""

import io
import os
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from parvis.files.data import Reason
from parvis.files.domain import disk
from parvis.files.domain.storing import clean_name
from parvis.kernel.arriving import RESERVE

log = structlog.get_logger("parvis.files")

#: bytes of one file, the most that any form may allow
LARGEST_FILE = 25_000_000


class Spooled(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs alone
    """A file that was received. problem: why it can't be looked into; nothing was kept of it then.

    It is removed from the disk by `close`, which Django calls for every file at the end of a request.
    """

    def __init__(self, name: str, path: Path | None, size: int, problem: Reason | None, full: bool) -> None:
        super().__init__(io.BytesIO(), name="document", size=size)
        self.said_name = name
        self.path = path
        self.problem = problem
        self.full = full
        """Whether the disk had no room for it."""

    def open_bytes(self) -> BinaryIO:
        """The bytes, to read."""
        assert self.path is not None
        return self.path.open("rb")

    def close(self) -> None:
        super().close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


class SpoolHandler(FileUploadHandler):
    """Writes each file of a multipart body under `incoming/`, no further than its limit."""

    chunk_size = 1 << 18

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._size = 0
        self._problem: Reason | None = None
        self._full = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._size, self._problem, self._full = 0, None, False
        self._path = self._file = None
        try:
            if disk.free() < RESERVE:
                raise OSError("the disk is nearly full")
            self._path = disk.incoming()
            self._file = open(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")  # noqa: SIM115
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._file is None:
            return
        self._size += len(raw_data)
        if self._size > LARGEST_FILE:
            self._problem = Reason.SIZE
            self._discard()
            return
        try:
            self._file.write(raw_data)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> Spooled | None:
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._give_up(error)
        self._file = None
        return Spooled(clean_name(self.file_name or ""), self._path, self._size, self._problem, self._full)

    def upload_interrupted(self) -> None:
        self._discard()

    def _give_up(self, error: OSError) -> None:
        log.error("files.no_room", error=str(error))
        self._full = True
        self._discard()

    def _discard(self) -> None:
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                log.error("files.no_room", error=str(error))
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self._file = self._path = None


def spool(request: HttpRequest) -> None:
    """Have the files of this request written to the disk as they come."""
    request.upload_handlers = [SpoolHandler(request)]


__all__ = ["LARGEST_FILE", "SpoolHandler", "Spooled", "spool"]
