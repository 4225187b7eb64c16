"""`.venv` from the locks, by uv, itself fetched with pinned hashes: Debian may lack both pip and venv."""

import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import fetch
import indexes
from say import ROOT, TOOLS, Trouble, run, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
_PIN = Path(__file__).with_name("uv.lock")
STAMP = VENV / "parvis-lock"
_LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
_COMMAND = """#!/bin/sh
# The command line; works from any folder, also when the project's folder was moved.
here=$(dirname "$(readlink -f "$0")")
exec "$here/python" -m parvis "$@"
"""


def ensure(*, dev: bool) -> None:
    """Bring `.venv` to what the lock says; nothing is done when it already is. Raises Trouble.

    A `.venv` that is a link belongs to somebody else and is left alone.
    """
    if VENV.is_symlink():
        return
    if _works() and _stamp() in ([_wanted("dev")] if dev else [_wanted("dev"), _wanted("run")]):
        return
    settings = indexes.read()
    env = settings.for_uv(os.environ)
    # Set by an activated environment, they would lead uv elsewhere.
    for name in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONHOME", "PYTHONPATH"):
        env.pop(name, None)
    uv = _uv(settings)
    if not _works():
        say(f"Making .venv (Python {platform.python_version()})")
        run(
            [uv, "venv", "--quiet", "--clear", "--no-project", "--relocatable", "--python", sys.executable, VENV],
            env=env,
        )
    STAMP.unlink(missing_ok=True)
    kind = "dev" if dev else "run"
    say(f"Installing the Python packages of {_LOCKS[kind].name}")
    run(
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--no-build", *(["--no-index"] if settings.no_index else []),
         "--python", PYTHON, _LOCKS[kind]],
        env=env,
        trouble="The Python packages could not be installed: see above. They come from where pip would take them "
        f"({', '.join(map(indexes.shown, settings.all())) or 'find-links only'}); PIP_INDEX_URL or pip.conf say where.",
    )  # fmt: skip
    site = next(VENV.glob("lib/python3*/site-packages"))
    (site / "parvis.pth").write_text(f"{os.path.relpath(ROOT / 'src', site)}\n")
    command = VENV / "bin" / "parvis"
    command.write_text(_COMMAND)
    command.chmod(0o755)
    STAMP.write_text(_wanted(kind))


def _works() -> bool:
    if not PYTHON.exists():
        return False
    done = subprocess.run([PYTHON, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, check=False)
    return done.returncode == 0 and done.stdout.decode().strip() == str(sys.version_info[:2])


def _stamp() -> str:
    return STAMP.read_text() if STAMP.exists() else ""


def _wanted(kind: str) -> str:
    digest = hashlib.sha256(_LOCKS[kind].read_bytes() + Path(__file__).read_bytes())
    return f"{kind} {digest.hexdigest()}"


def _uv(settings: indexes.Indexes) -> Path:
    """The pinned uv, fetched unless it is there."""
    lock = _PIN.read_text()
    pinned = re.search(r"^uv==(\S+)", lock, re.MULTILINE)
    if pinned is None:
        raise Trouble(f"{_PIN} names no version of uv.")
    version = pinned.group(1)
    target = TOOLS / f"uv-{version}"
    if target.exists():
        return target
    own = shutil.which("uv")
    if own and subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout.split()[1:2] == [
        version
    ]:
        return Path(own)
    say(f"Fetching uv {version}, which installs Python packages")
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    machine = platform.machine()

    def fits(name: str) -> bool:
        return name.startswith(f"uv-{version}-py3-none-") and libc in name and f"_{machine}.whl" in name

    body = fetch.wheel("uv", fits, set(re.findall(r"sha256:([0-9a-f]{64})", lock)), settings)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        binary = archive.read(f"uv-{version}.data/scripts/uv")
    TOOLS.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    fresh.write_bytes(binary)
    fresh.chmod(0o755)
    fresh.rename(target)
    return target
