"""Taking files away: the row in the caller's transaction, the bytes once it has committed."""

import uuid
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from parvis.files.domain import disk, locks
from parvis.files.domain.checking import known
from parvis.files.models import StoredFile


def remove(ids: Iterable[uuid.UUID]) -> int:
    """Remove files of the acting reach; gives how many there were. Bytes that another row still names are kept."""
    rows = list(StoredFile.objects.filter(id__in=list(ids)).values_list("id", "wall_id", "sha256"))
    removed, _ = StoredFile.objects.filter(id__in=[row[0] for row in rows]).delete()
    for wall_id, sha256 in {(wall_id, sha256) for _, wall_id, sha256 in rows}:
        transaction.on_commit(partial(remove_bytes, wall_id, sha256))
    return removed


def remove_held(holders: Iterable[uuid.UUID]) -> int:
    """Remove what is still held for `holders`, which the acting reach has among its subjects; gives how many.

    What was given to a wall meanwhile is held by nobody any more, and stays.
    """
    wanted = list(holders)
    return remove(StoredFile.objects.filter(held_by__in=wanted).values_list("id", flat=True)) if wanted else 0


def erase_subject(*, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """Erase every file about one resident behind one wall (GDPR art. 17); gives how many there were."""
    return remove(StoredFile.objects.filter(wall_id=wall_id, subject_id=subject_id).values_list("id", flat=True))


def sweep(*, older_than: float) -> int:
    """Remove the bytes that no row names (their transaction rolled back, or their removal was cut short) and drafts
    of more than `older_than` seconds; gives how many files were removed."""
    removed = disk.remove_incoming(older_than=older_than)
    for wall_id in disk.walls():
        removed += disk.remove_drafts(wall_id, older_than=older_than)
        removed += tidy(wall_id)
    return removed


def tidy(wall_id: uuid.UUID) -> int:
    """Remove the bytes behind one wall that no row names; gives how many files were removed.

    For a wall of few files, before a job that was cut short stores its own once more. Any reach may: the rows are asked
    for through a door, and bytes of an open transaction are kept.
    """
    removed = 0
    for digests in disk.contents(wall_id):
        named = known(wall_id, digests)
        removed += sum(remove_bytes(wall_id, sha256) for sha256 in digests if sha256 not in named)
    return removed


def remove_bytes(wall_id: uuid.UUID, sha256: str) -> bool:
    """Remove bytes unless a row names them or an open transaction is about to; tells whether they went."""
    with transaction.atomic():
        locks.exclude(wall_id, sha256)
        if sha256 in known(wall_id, [sha256]):
            return False
        disk.place(wall_id, sha256).unlink(missing_ok=True)
        return True
