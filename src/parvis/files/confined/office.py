"""Office documents (Office Open XML, OpenDocument): archives, looked through by their lists of members alone.

Nothing of them is written unpacked; every member is read once, no further than it says, for its checksum to prove that
it is whole and says its true size. They are kept as they came, and only ever given to keep.
"""

import zipfile
import zlib
from pathlib import Path

from parvis.files.confined.judging import Verdict
from parvis.files.confined.reasons import Refused

MOST_MEMBERS = 5_000
MOST_BYTES = 300_000_000
#: unpacked bytes for one packed, above which it is made to burst its reader (office documents stay below 40)
MOST_RATIO = 150

OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OPEN_XML = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
_DESCRIPTION = 2_000_000
#: what a system runs, and what holds other files; neither has a place in a document
ACTS = (
    *("vbaproject.bin", ".exe", ".dll", ".com", ".scr", ".msi", ".js", ".jse", ".vbs", ".wsf", ".hta", ".bat", ".cmd"),
    *(".ps1", ".sh", ".lnk", ".jar", ".docm", ".xlsm"),
)
HOLDS = (".zip", ".7z", ".rar", ".gz", ".xz", ".bz2", ".tar", ".iso", ".cab")
#: what reading a broken archive raises
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)
_END = b"PK\x05\x06"
"""Of the record that ends an archive: 22 bytes with an empty comment (APPNOTE 4.3.16)."""


def judge(source: Path) -> Verdict:
    """See `judging.judge`. Raises Refused: kind, locked, damaged, active, holds_files, mixed, too_heavy."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_BYTES:
                raise Refused("too_heavy")
            packed = sum(one.compress_size for one in members)
            if sum(one.file_size for one in members) > max(packed, 1) * MOST_RATIO:
                raise Refused("too_heavy")
            if any(one.flag_bits & 1 for one in members):
                raise Refused("locked")
            names = {one.filename for one in members}
            media_type, extension = _kind(archive, names)
            _refuse_active(names)
            if "[Content_Types].xml" in names and b"macroEnabled" in _read(archive, "[Content_Types].xml"):
                raise Refused("active")
            _refuse_mixed(source)
            if archive.testzip() is not None:
                raise Refused("damaged")
    except BROKEN as error:
        raise Refused("damaged") from error
    return Verdict(media_type, extension, False)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_DESCRIPTION)


def _kind(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    if "mimetype" in names:
        said = _read(archive, "mimetype").decode("ascii", "replace").strip()
        if said in OPEN_DOCUMENT and "content.xml" in names:
            if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
                raise Refused("locked")
            return said, OPEN_DOCUMENT[said]
    if "[Content_Types].xml" in names:
        for member, kind in OPEN_XML.items():
            if member in names:
                return kind
    raise Refused("kind")


def _refuse_active(names: set[str]) -> None:
    for name in names:
        lower = name.lower()
        if lower.endswith(ACTS) or lower.startswith(("basic/", "scripts/")):
            raise Refused("active")
        if "/activex/" in lower or "/macrosheets/" in lower:
            raise Refused("active")
        if "/embeddings/" in lower or lower.endswith(HOLDS):
            raise Refused("holds_files")


def _refuse_mixed(source: Path) -> None:
    """A file that another reader would take for something else: a PDF near its beginning, or bytes after its end."""
    with source.open("rb") as file:
        head = file.read(1_024)
        file.seek(-22, 2)
        end = file.read()
    if b"%PDF-" in head or not end.startswith(_END) or end[-2:] != b"\0\0":
        raise Refused("mixed")
