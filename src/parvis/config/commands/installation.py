"""Where this installation lives; read without loading Django or the settings."""

import fcntl
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[4]


def var() -> Path:
    """The folder of the embedded database, the files and the keys."""
    return Path(os.path.abspath(os.environ.get("PARVIS_VAR") or ROOT / "var"))


def is_demonstration() -> bool:
    return os.environ.get("PARVIS_DEMO") == "1"


def embedded() -> bool:
    """Whether the database is ours to start and stop."""
    return not os.environ.get("DATABASE_URL")


STAMP_QUERY = (
    "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = current_database()"
)


def wanted_stamp() -> str:
    """The comment on a database that is of this very version: all migrations, all packages, demonstration or not.

    Of the demonstration: everything that fills it, whatever its kind (fillers, definitions, texts, pictures).
    """
    digest = hashlib.sha256(f"demonstration={is_demonstration()}".encode())
    source = ROOT / "src" / "parvis"
    content = [*source.glob("*/demonstration/**/*"), *source.glob("**/demo*.py")]
    files = {path for path in content if path.is_file() and "__pycache__" not in path.parts}
    for path in sorted({*source.glob("*/migrations/*.py"), *files, ROOT / "requirements.lock"}):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return f"parvis {digest.hexdigest()}"


@dataclass(frozen=True)
class Running:
    """What the running supervisor says of itself."""

    pid: int
    port: int
    ready: bool


class Claim:
    """The right to run here, held by one supervisor through a lock that the kernel frees when it dies."""

    def __init__(self, folder: Path) -> None:
        self._note = folder / "parvis.json"
        self._lock = folder / "parvis.lock"
        self._handle: IO[str] | None = None

    def take(self) -> bool:
        """Take the claim; False if another process holds it."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        handle = self._lock.open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        self._handle = handle
        self._note.unlink(missing_ok=True)  # a killed supervisor's
        return True

    def note(self, running: Running) -> None:
        """Write down, for others, what runs."""
        fresh = self._note.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(running)))
        fresh.rename(self._note)

    def holder(self) -> Running | None:
        """What runs here, or None. A supervisor that has only just started may have noted nothing: None too."""
        if not self._lock.exists():
            return None
        with self._lock.open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                try:
                    return Running(**json.loads(self._note.read_text()))
                except (FileNotFoundError, ValueError, TypeError):
                    return None
        return None

    def free(self) -> None:
        """Give the claim back."""
        self._note.unlink(missing_ok=True)
        if self._handle is not None:
            self._handle.close()
            self._handle = None
