"""Giving a stored file to a browser, with headers that keep it from doing anything there."""

from typing import TypeVar
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from parvis.files.data import FileRef
from parvis.files.domain.storing import open_stored

R = TypeVar("R", bound=HttpResponseBase)

#: Types that a browser may be told about; all else goes out as bytes to keep.
TOLD = frozenset(
    {"application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain", "text/csv", "application/zip"}
)


def disposition(name: str, *, inline: bool = False) -> str:
    """Content-Disposition for a file's name: plain ASCII for old browsers, RFC 5987 / RFC 6266 for the others."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    plain = "".join("_" if c in '"\\%;' or not c.isprintable() else c for c in plain)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def download(ref: FileRef, *, name: str = "") -> FileResponse:
    """An answer that gives the file to keep. Ask it of a ref that `fetch` gave under the visitor's own reach.

    name: what to call it there (default: its own name). Raises FileDamaged.
    """
    response = FileResponse(
        open_stored(ref), content_type=ref.media_type if ref.media_type in TOLD else "application/octet-stream"
    )
    response["Content-Length"] = str(ref.size)
    response["Content-Disposition"] = disposition(name or ref.name)
    return _harmless(response)


def shown(data: bytes, media_type: str) -> HttpResponse:
    """An answer that shows a picture that Parvis itself drew (`draw`) in a page."""
    if media_type not in ("image/png", "image/jpeg", "image/webp"):
        raise ValueError(f"not a picture of ours: {media_type}")
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = "inline"
    return _harmless(response)


def _harmless(response: R) -> R:
    """Neither guessed at, nor run, nor kept by a cache, nor embedded by another site."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
