"""One template database, keyed by the hash of all that makes it, cloned for every xdist worker."""

import fcntl
import hashlib
import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from parvis.kernel import postgres
from tests.environment import ROOT, VAR

_THIRD_PARTY = ("django", "django-allauth", "procrastinate")


def _key() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src").glob("parvis/*/migrations/*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    for path in sorted((ROOT / "src/parvis/config/settings").glob("apps.py")):
        digest.update(path.read_bytes())
    for name in _THIRD_PARTY:
        digest.update(importlib.metadata.version(name).encode())
    return digest.hexdigest()[:12]


@contextmanager
def _locked() -> Iterator[None]:
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "template.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def admin(server: postgres.Server, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
    """A superuser's connection: for tests that tamper, never for the product."""
    return psycopg.connect(server.url(database, "postgres"), autocommit=True)


def template(server: postgres.Server) -> str:
    """The name of the migrated template, made if this hash has none yet. Old templates are dropped."""
    name = f"template_{_key()}"
    with _locked():
        if server.database_exists(name):
            return name
        with admin(server) as connection:
            # Tests connect as the owner and take the application's role, so that a factory can step out of it.
            connection.execute(f"grant {postgres.APPLICATION} to {postgres.OWNER}")
        for old in server.databases():
            if old.startswith("template_"):
                server.drop_database(old)
        making = f"making_{name}"
        server.drop_database(making)
        server.create_database(making)
        url = server.url(making, postgres.OWNER)
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"],
            env=os.environ
            | {
                "DATABASE_OWNER_URL": url,
                "PARVIS_DB_ROLE": "owner",
                "DJANGO_SETTINGS_MODULE": "parvis.config.settings",
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the template database cannot be migrated:\n{done.stdout}\n{done.stderr}")
        server.rename_database(making, name)
    return name


def clone(server: postgres.Server, name: str) -> str:
    """A fresh database `name`, copied from the template."""
    server.drop_database(name)
    server.create_database(name, template=template(server))
    return name
