"""Loaded before the settings (`-p tests.environment`): the demonstration's settings in a var of the tests' own."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Databases, files and keys of the tests; never those of `make up`.
VAR = ROOT / "var" / "tests"

os.environ["PARVIS_DEMO"] = "1"
os.environ["PARVIS_VAR"] = str(VAR)
os.environ["PARVIS_HOST"] = "localhost:8000"
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PARVIS_DB_ROLE", "PARVIS_SECRET_KEY"):
    os.environ.pop(name, None)
