"""The targets of the Makefile."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable

import bytecode
import front
import machine
import python
from python import PYTHON
from say import ROOT, Trouble, run, say


def _environment() -> dict[str, str]:
    """For programs of the project. Without a word of the operator's, the Makefile runs the demonstration."""
    return {"PARVIS_DEMO": "1", **os.environ, "PYTHONPATH": str(ROOT / "src")}


def _become(*command: str) -> None:
    """Turn this process into a program of the project, so that signals reach it directly."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *command], _environment())  # noqa: S606


def _arguments() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def build(*, dev: bool = False) -> int:
    """Install packages, build the front end."""
    python.ensure(dev=dev)
    front.ensure(dev=dev)
    bytecode.ensure(PYTHON, python.STAMP)
    return 0


def up() -> int:
    """Run Parvis."""
    build()
    _become("-m", "parvis", "up", *(["--detach"] if os.environ.get("DETACH", "") not in ("", "0") else []))
    return 0


def down() -> int:
    """Stop Parvis."""
    if not PYTHON.exists():
        say("Parvis is not installed here, so nothing runs.")
        return 0
    _become("-m", "parvis", "down")
    return 0


def reset() -> int:
    """Delete the database and the files."""
    if not PYTHON.exists():
        python.ensure(dev=False)
    _become("-m", "parvis", "reset", "--yes")
    return 0


def lint() -> int:
    """Check style, types, borders between modules."""
    python.ensure(dev=True)
    _lint()
    return 0


def _lint() -> None:
    env = _environment()
    say("Style")
    run([PYTHON, "-m", "ruff", "check", "--quiet", "."], env=env, trouble="Style: see above (`make fmt` mends most).")
    run([PYTHON, "-m", "ruff", "format", "--quiet", "--check", "."], env=env, trouble="Layout: `make fmt` mends it.")
    say("Types")
    try:
        run([PYTHON, "-m", "mypy", "src"], env=env, quiet=True)
    except Trouble:
        # Its cache mistakes modules that have moved, with Django's plugin: what it says counts without one only.
        shutil.rmtree(ROOT / ".mypy_cache", ignore_errors=True)
        run([PYTHON, "-m", "mypy", "src"], env=env, trouble="Types: see above.", quiet=True)
    say("Borders between modules")
    borders = "from importlinter.cli import lint_imports_command as c; c(standalone_mode=True)"
    run([PYTHON, "-c", borders, "--no-cache"], env=env, trouble="A module imports what it may not.", quiet=True)


def fmt() -> int:
    """Format the sources."""
    python.ensure(dev=True)
    env = _environment()
    run([PYTHON, "-m", "ruff", "check", "--quiet", "--fix-only", "."], env=env)
    run([PYTHON, "-m", "ruff", "format", "."], env=env)
    return 0


def test() -> int:
    """Lint, then every test but the long fault runs."""
    machine.ensure_test_packages()
    build(dev=True)
    _lint()
    say("Tests")
    workers = os.environ.get("PARVIS_TEST_WORKERS", "2")
    whole_files = ("--dist", "loadfile", "--no-loadscope-reorder")  # tests/conftest.py orders them: the longest first
    _become("-m", "pytest", "-q", "-n", workers, *whole_files, "-m", "not faults", *_arguments())
    return 0


def test_faults() -> int:
    """Kill processes at random: the long run."""
    machine.ensure_test_packages()
    build(dev=True)
    os.environ.setdefault("PARVIS_FAULTS", "2000")
    _become("-m", "pytest", "-q", "-s", "tests/faults", *_arguments())
    return 0


def _script(*command: str) -> Callable[[], int]:
    def target() -> int:
        machine.ensure_test_packages()
        build(dev=True)
        _become(*command, *_arguments())
        return 0

    return target


def usage() -> int:
    """Say what can be asked."""
    lines = [line.split("##") for line in (ROOT / "Makefile").read_text().splitlines() if ":" in line and "##" in line]
    for name, text in lines:
        say(f"  make {name.split(':')[0]:<13} {text.strip()}")
    return 0


TARGETS: dict[str, Callable[[], int]] = {
    "help": usage,
    "up": up,
    "down": down,
    "reset": reset,
    "build": build,
    "lint": lint,
    "fmt": fmt,
    "test": test,
    "test-faults": test_faults,
    "bench": _script("-m", "bench"),
    "bench-million": _script("-m", "bench.desk", "10000", "1000000"),
    "pictures": _script("-m", "tools.pictures"),
    "story": _script("-m", "tools.story"),
}


def run_target(name: str) -> int:
    if name not in TARGETS:
        raise Trouble(f"There is no target {name!r}: {', '.join(TARGETS)}.")
    if name != "help" and not shutil.which("setpriv") and os.geteuid() == 0:
        raise Trouble("The program setpriv is missing (Debian's package util-linux): as root it starts the database.")
    return TARGETS[name]()
