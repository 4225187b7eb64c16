"""The file of a backup: a plain tar whose last member is a manifest with the SHA-256 of all others.

Written beside its final name, synced, then renamed: a file with that name is whole. Whoever holds the file and not
its manifest's digest cannot be told from its author: keep backups where their readers are trusted, or sign them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
Progress = Callable[[int], None]


class BadArchive(Exception):
    """The file is not a whole backup; the message says what is wrong with it."""


class Writer:
    """An archive being written; members are added in any order, the manifest last."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path, progress: Progress = lambda size: None) -> None:
        """Add the file at `path` as `name`. `progress` is told of every stretch of bytes."""
        info = tarfile.TarInfo(name)
        with path.open("rb") as source:
            info.size = os.fstat(source.fileno()).st_size
            info.mtime = os.fstat(source.fileno()).st_mtime
            info.mode = 0o600
            reader = _Hashing(source, progress)
            self._tar.addfile(info, reader)
        self._members[name] = {"size": info.size, "sha256": reader.digest.hexdigest()}

    def close(self, about: dict[str, Any]) -> None:
        """Write the manifest: `about` (version, time…) and every member's size and digest."""
        body = json.dumps({"format": FORMAT, **about, "members": self._members}, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(body)
        info.mode = 0o600
        self._tar.addfile(info, io.BytesIO(body))


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """Write an archive to `target`; it gets its name once the block has ended well. Only its owner may read it."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
            with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            output.flush()
            os.fsync(output.fileno())
        fresh.rename(target)
    finally:
        fresh.unlink(missing_ok=True)


def verify(source: Path, progress: Progress = lambda size: None) -> dict[str, Any]:
    """Read the whole archive and compare it with its manifest, which is answered. Raises BadArchive."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    with _opened(source) as tar:
        for info in tar:
            reader = tar.extractfile(info) if info.isfile() else None
            if reader is None or not _is_plain(info.name):
                raise BadArchive(f"{info.name!r} does not belong in a backup")
            if info.name == MANIFEST:
                manifest = _manifest(reader.read())
                continue
            hashing = _Hashing(reader, progress)
            while hashing.read(_CHUNK):
                pass
            found[info.name] = {"size": info.size, "sha256": hashing.digest.hexdigest()}
    if manifest is None:
        raise BadArchive("its end is missing: the backup was cut short")
    listed = manifest["members"]
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            raise BadArchive(f"{name} is missing")
        if listed.get(name) != found[name]:
            raise BadArchive(f"{name} is not what was saved")
    return manifest


def extract(source: Path, folder: Path, progress: Progress = lambda size: None) -> None:
    """Write the members of a verified archive below `folder`. Raises BadArchive if it has changed since."""
    expected: dict[str, str] = {}
    written: dict[str, str] = {}
    with _opened(source) as tar:
        for info in tar:
            reader = tar.extractfile(info)
            if reader is None or not _is_plain(info.name):
                raise BadArchive(f"{info.name!r} does not belong in a backup")
            if info.name == MANIFEST:
                expected = {name: member["sha256"] for name, member in _manifest(reader.read())["members"].items()}
                continue
            target = folder / info.name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            hashing = _Hashing(reader, progress)
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
                while chunk := hashing.read(_CHUNK):
                    output.write(chunk)
                output.flush()
                os.fsync(output.fileno())
            written[info.name] = hashing.digest.hexdigest()
    if written != expected:
        raise BadArchive("it changed while it was read")


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise BadArchive(f"it cannot be read to its end ({error})") from error


def _manifest(body: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(body)
        known = manifest["format"] == FORMAT and isinstance(manifest["members"], dict)
    except (ValueError, KeyError, TypeError) as error:
        raise BadArchive("its manifest cannot be read") from error
    if not known:
        raise BadArchive(f"its format is {manifest['format']!r}; this version reads format {FORMAT}")
    return dict(manifest)


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and str(path) == name


class _Hashing:
    """A reader that hashes what passes."""

    def __init__(self, source: IO[bytes], progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        body = self._source.read(size)
        self.digest.update(body)
        self._progress(len(body))
        return body
