"""Checkpoints outside the database: whoever cuts the end of the record off must find and cut this file too.

One line a pass, `SIZE:ROOT`. Operators may copy lines elsewhere (the log states them too) and give them to
`parvis ledger verify --checkpoint`.
"""

from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from parvis.ledger.data import Head

_log = structlog.get_logger()


def path() -> Path:
    """The file of checkpoints."""
    return Path(settings.PARVIS_VAR) / "ledger.checkpoints"


def keep(head: Head) -> None:
    """State `head` in the file and the log, once the open transaction has committed."""

    def write() -> None:
        _log.info("ledger.head", size=head.size, root=head.root.hex())
        with path().open("a") as file:
            file.write(f"{head}\n")

    transaction.on_commit(write)


def kept() -> list[Head]:
    """The checkpoints that the file states; none where there is no file. Raises ValueError for a broken line."""
    if not path().exists():
        return []
    return [Head.parse(line) for line in path().read_text().splitlines() if line]
