"""The front end and the translations that pages stand on, built before the first test if a source changed."""

import fcntl
import gettext
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import trans_real

from tests.environment import ROOT, VAR

UI = ROOT / "src" / "parvis" / "kernel" / "ui"
MANIFEST = UI / "dist" / "manifest.json"


def _sources() -> Iterator[Path]:
    yield from (ROOT / "build.mjs", ROOT / "package.json")
    for folder in (UI / "styles", UI / "scripts", UI / "images"):
        yield from folder.rglob("*")
    for module in (ROOT / "src" / "parvis").iterdir():
        yield from (module / "static").rglob("*.js")
        yield from (module / "templates").rglob("*.html")  # they name pictograms
        yield from module.rglob("*.py")


def _stale() -> bool:
    if not MANIFEST.exists():
        return True
    built = MANIFEST.stat().st_mtime_ns
    return any(path.stat().st_mtime_ns > built for path in _sources())


def ensure_built() -> None:
    """Build what is missing or older than its sources; workers that start together wait for the first."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _stale():
            subprocess.run(["node", "build.mjs"], cwd=ROOT, check=True, capture_output=True, env={**os.environ})
        from parvis.kernel import i18n

        i18n.compile_all()
        # Whatever was translated while Django started found no catalogue on a fresh clone, and remembers that.
        gettext._translations.clear()  # type: ignore[attr-defined]
        trans_real._translations.clear()
