"""What a file is, by its content: its first bytes say what to try, opening it whole says whether it is true."""

from dataclasses import dataclass
from pathlib import Path

from parvis.files.confined.reasons import Refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """An accepted file. rewritten: its bytes to keep are those written to `out`, not the ones received.

    pages: of a PDF, 1 for a picture, 0 where unknown; width and height in pixels, of pictures; thumbnail: WebP;
    sharpness: of a picture, at least 1 (`sharpness.of`), 0 where nobody looked.
    """

    media_type: str
    extension: str
    rewritten: bool
    pages: int = 0
    width: int = 0
    height: int = 0
    thumbnail: bytes = b""
    sharpness: int = 0


HEIF = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


def kind_of(head: bytes) -> str:
    """What the first bytes announce: "jpeg", "png", "webp", "heif", "pdf", "zip", or "" for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF:
        return "heif"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    return ""


def judge(source: Path, out: Path, kinds: frozenset[str]) -> Verdict:
    """Look at the file `source`; where it must be made anew, write it to `out`. Raises Refused.

    kinds: what is asked for: "picture", "pdf", "office".
    """
    with source.open("rb") as file:
        head = file.read(64)
    if not head:
        raise Refused("empty")
    kind = kind_of(head)
    family = {"pdf": "pdf", "zip": "office", "": ""}.get(kind, "picture")
    if family not in kinds:
        raise Refused("kind")
    if family == "picture":
        from parvis.files.confined import pictures

        return pictures.judge(source, out, kind)
    if family == "pdf":
        from parvis.files.confined import pdfs

        return pdfs.judge(source)
    from parvis.files.confined import office

    return office.judge(source)
