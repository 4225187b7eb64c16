"""The demonstration's secret: made once by the machine that runs it, never in the repository."""

import os
import secrets
from pathlib import Path


def demonstration_secret(var: Path) -> str:
    """Read the secret of `var/secret-key`, or make it (mode 0600). Two processes that start at once get the same."""
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret-key.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text().strip()
