"""What tests need from the machine itself: a browser and what drives it, a security token, a reader of PDF texts."""

import ctypes
import os
import shutil
import subprocess

from say import Trouble, run, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# what must be found (one of) → Debian's package
_NEEDED = {BROWSERS: "chromium", ("softhsm2-util",): "softhsm2", ("pdftotext",): "poppler-utils"}
# shared library → Debian's package: the driver of the browser is a Node that a bare Debian can't load
_LIBRARIES = {"libatomic.so.1": "libatomic1"}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_test_packages() -> None:
    """Install with apt what is missing, as root; otherwise raise Trouble saying what to type."""
    missing = [package for programs, package in _NEEDED.items() if not any(map(shutil.which, programs))]
    missing += [package for library, package in _LIBRARIES.items() if not _loads(library)]
    if not missing:
        return
    command = f"apt-get install -y {' '.join(missing)}"
    if os.environ.get("PARVIS_TEST_WITHOUT") == "1":
        say(f"Tests that need {' and '.join(missing)} are skipped (PARVIS_TEST_WITHOUT=1).")
        return
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        raise Trouble(
            f"Tests need {' and '.join(missing)}, and installing them needs root. Type:\n"
            f"  sudo apt-get update && sudo {command}\n"
            "then `make test` again, or PARVIS_TEST_WITHOUT=1 make test to leave out the tests that need them."
        )
    say(f"Installing {' and '.join(missing)} for the tests")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([*prefix, "apt-get", "update", "-qq"], env=env, trouble="apt-get update failed: see above.")
    run(
        [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
        env=env,
        trouble=f"Installing failed: see above. By hand: {command}",
        quiet=True,
    )


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None
