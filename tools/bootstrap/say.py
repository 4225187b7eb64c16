"""What the person at the terminal reads, and how programs are run for them."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.path.abspath(os.environ.get("PARVIS_VAR") or ROOT / "var"))
TOOLS = ROOT / "var" / "tools"
"""Downloaded tools and stamps; `make reset` keeps them."""


class Trouble(Exception):
    """Something that the person can mend; the message says what is missing and what to type."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, trouble: str = "", quiet: bool = False
) -> None:
    """Run a program in the project's folder. Raises Trouble if it fails; `quiet` shows its output only then."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=None if env is None else dict(env),
            check=False,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise Trouble(f"{command[0]} cannot be run: {error.strerror}") from error
    if done.returncode:
        output = f"{done.stdout.strip()}\n" if quiet and done.stdout else ""
        raise Trouble(f"{output}{trouble or f'{Path(command[0]).name} failed (exit code {done.returncode}).'}")
