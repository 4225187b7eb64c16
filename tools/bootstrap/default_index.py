"""The index that pip takes where nothing is configured, read from pip itself: no host is named in this project."""

import importlib.util
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_SOURCE = "pip/_internal/models/index.py"
_FIRST = re.compile(r'PackageIndex\(\s*"(https?://[^"]+)"')


def find(wheels: tuple[str, ...] = ("/usr/share/python-wheels",)) -> str:
    """Its address, or "" where this machine has no pip: neither installed nor as the wheel that `venv` and Debian use.

    wheels: folders of such wheels beside the one of `ensurepip`.
    """
    for text in _sources(wheels):
        found = _FIRST.search(text)
        if found:
            return f"{found[1].rstrip('/')}/simple"
    return ""


def _sources(wheels: tuple[str, ...]) -> Iterator[str]:
    spec = importlib.util.find_spec("pip")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        source = Path(folder).parent / _SOURCE
        if source.exists():
            yield source.read_text(encoding="utf-8")
    folders = [Path(folder) for folder in wheels]
    bundled = importlib.util.find_spec("ensurepip")
    if bundled and bundled.origin:
        folders.append(Path(bundled.origin).parent / "_bundled")
    for folder in folders:
        for wheel in sorted(folder.glob("pip-*.whl"), reverse=True):
            with zipfile.ZipFile(wheel) as opened:
                yield opened.read(_SOURCE).decode("utf-8")
