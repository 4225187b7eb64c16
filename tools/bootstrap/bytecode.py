"""Python's compiled form of what Parvis loads, written when it is installed.

Python writes it by itself at a first start, unless the environment forbids it (PYTHONDONTWRITEBYTECODE, usual in
containers) or the service's user may not write there: every start then compiles a thousand and a half modules.
"""

import importlib.util
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from say import ROOT, Trouble, run, say

SOURCES = ROOT / "src"
#: what the web server, the worker, the press and the confined process import; compiling every package would take ten
#: times as long
_LOADED = """
import parvis.config.web as web
web.preload()
import granian, parvis.kernel.worker, parvis.config.cli
from parvis.documents.domain import keys, sealing, typesetting
from parvis.files.confined import drawing, judging, office, pdfs, pictures, serving
parvis.config.cli.load()
"""


def ensure(python: Path, installed: Path) -> None:
    """Compile our sources where they changed, and the packages where `installed`, their stamp, did. Raises Trouble."""
    compile_stale(python, SOURCES)
    stamp = installed.with_name("parvis-compiled")
    wanted = installed.read_text() if installed.exists() else ""
    if not wanted or (stamp.exists() and stamp.read_text() == wanted):
        return
    say("Compiling what is loaded")
    run([python, "-c", _LOADED], env=_environment(), trouble="Parvis cannot be loaded: see above.", quiet=True)
    stamp.write_text(wanted)


def _environment() -> Mapping[str, str]:
    """Of the demonstration, whatever the operator's: nothing is asked or made but the compiled forms."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARVIS_", "DATABASE_", "PYTHON"))
    }
    return {**kept, "PARVIS_DEMO": "1", "PARVIS_SECRET_KEY": "compiling", "PYTHONPATH": str(SOURCES)}


def compile_stale(python: Path, sources: Path) -> None:
    """Compile what has changed since it was compiled. Raises Trouble."""
    listed = "".join(f"{path}\n" for path in _stale(sources))
    if not listed:
        return
    done = subprocess.run(
        [python, "-m", "compileall", "-q", "-j", "0", "-i", "-"], input=listed, text=True, check=False
    )
    if done.returncode:
        raise Trouble("The Python sources could not be compiled: see above.")


def _stale(sources: Path) -> Iterator[Path]:
    for path in sources.rglob("*.py"):
        if _noted(Path(importlib.util.cache_from_source(str(path)))) != int(path.stat().st_mtime) & 0xFFFFFFFF:
            yield path


def _noted(compiled: Path) -> int:
    """The time of its source that a compiled form notes, which Python compares; -1 if there is none."""
    try:
        with compiled.open("rb") as file:
            return int.from_bytes(file.read(12)[8:], "little")
    except OSError:
        return -1
