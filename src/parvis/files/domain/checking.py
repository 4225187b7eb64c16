"""Are the stored bytes still what they were? Asked by backups and by `parvis check`."""

import uuid

from django.db import connection

from parvis.files.data import Verification
from parvis.files.domain import disk
from parvis.files.models import StoredFile


def verify() -> Verification:
    """Hash the bytes of every file within the acting reach (the owner role sees all) and compare.

    Equal bytes of one wall are hashed once.
    """
    found: dict[tuple[uuid.UUID, str], str] = {}
    checked, missing, damaged = 0, [], []
    rows = StoredFile.objects.order_by("wall_id", "sha256").values_list("id", "wall_id", "sha256")
    for file_id, wall_id, sha256 in rows.iterator(chunk_size=500):
        checked += 1
        if (wall_id, sha256) not in found:
            found = {(wall_id, sha256): _state(wall_id, sha256)}  # rows come in the order of their bytes
        state = found[wall_id, sha256]
        if state == "missing":
            missing.append(file_id)
        elif state == "damaged":
            damaged.append(file_id)
    return Verification(checked, tuple(missing), tuple(damaged))


def _state(wall_id: uuid.UUID, sha256: str) -> str:
    try:
        return "whole" if disk.digest(disk.place(wall_id, sha256)) == sha256 else "damaged"
    except FileNotFoundError:
        return "missing"


def known(wall_id: uuid.UUID, digests: list[str]) -> set[str]:
    """Which of these digests a row of that wall names. Asked through the door `files_known`: it tells only that."""
    with connection.cursor() as cursor:
        cursor.execute("select files_known(%s, %s)", [wall_id, digests])
        return {digest for (digest,) in cursor.fetchall()}
