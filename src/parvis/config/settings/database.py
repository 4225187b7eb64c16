"""One alias; PARVIS_DB_ROLE says who connects: the application (bound by the walls) or the owner (migrations)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg_pool.base import AttemptWithBackoff

from parvis.config.settings.environment import BASE_DIR, read

ROLE = read("PARVIS_DB_ROLE")
# The pool tries again after 1, 3 and 7 seconds, and everybody waits; a killed PostgreSQL is back within one. The pool
# has no option for it (`tests/config/test_pool.py` sees that these still count): after 0.1, 0.3, 0.6, 1.1, 1.9 seconds…
AttemptWithBackoff.INITIAL_DELAY = 0.1
AttemptWithBackoff.DELAY_BACKOFF = 1.6

VAR = os.path.abspath(read("PARVIS_VAR") or BASE_DIR / "var")


def from_url(url: str) -> dict[str, Any]:
    """Django's settings of a `postgresql://` address; a socket folder stands in `?host=`.

    Raises ImproperlyConfigured for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(f"not a PostgreSQL address: {parts.scheme}://…")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "parvis.kernel.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "OPTIONS": options,
    }


def database() -> dict[str, Any]:
    """The database of this process, by its role."""
    if ROLE not in ("app", "owner"):
        raise ImproperlyConfigured(f"PARVIS_DB_ROLE is app or owner, not {ROLE!r}")
    url = read("DATABASE_OWNER_URL" if ROLE == "owner" else "DATABASE_URL")
    if url:
        found = from_url(url)
    else:
        from parvis.kernel import postgres

        server = postgres.status(Path(VAR))
        found = {
            "ENGINE": "parvis.kernel.database",
            "NAME": "parvis",
            "USER": postgres.OWNER if ROLE == "owner" else postgres.APPLICATION,
            "HOST": str(server.socket_dir if server else Path(VAR) / "run"),
            "PORT": str(postgres.PORT),
            "OPTIONS": {},
        }
    found["CONN_HEALTH_CHECKS"] = True
    if ROLE == "app":
        found["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10, "max_idle": 300}
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # Shared between processes for rate limits; never on the path of a plain page.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
    }
}
