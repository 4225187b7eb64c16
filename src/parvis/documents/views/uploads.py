"""A visitor's file, read into memory up to a limit, never written to the disk."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

#: bytes; what we issue weighs some 60 kB
LIMIT = 10_000_000
#: bytes that a request may hold beside the file
MARGIN = 100_000


class TooLarge(Exception):
    """The visitor sent more than LIMIT bytes."""


class InMemoryUpload(FileUploadHandler):
    """Keeps one file in memory; stops reading above the limit."""

    def __init__(self) -> None:
        super().__init__()
        self.too_large = False
        self._data = io.BytesIO()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        super().new_file(*arguments, **options)
        self._data = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > LIMIT:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self._data.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._data.seek(0)
        return InMemoryUploadedFile(self._data, self.field_name, "copy", None, file_size, None)


def read_file(request: HttpRequest, name: str) -> bytes:
    """The bytes of the uploaded file `name`, or b"" where none was chosen. Call it before anything reads the body.

    Raises TooLarge.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT + MARGIN:
        raise TooLarge
    handler = InMemoryUpload()
    request.upload_handlers = [handler]
    found = request.FILES.get(name)
    if handler.too_large:
        raise TooLarge
    return bytes(found.read()) if found else b""
