"""Erasing letters: with the case that they are about; the PDFs of batches a month after posting."""

import datetime as dt
import uuid

from parvis.files import api as files
from parvis.mailroom.models import Batch, Letter

#: long enough to print again what the post lost
KEPT = dt.timedelta(days=30)


def erase_case(*, wall_id: uuid.UUID, case_id: uuid.UUID) -> int:
    """Erase the letters about one case, and the PDFs of the batches that held them; gives how many letters."""
    rows = list(Letter.objects.filter(wall_id=wall_id, case_id=case_id))
    held = Batch.objects.filter(id__in={row.batch_id for row in rows if row.batch_id}, wall_id=wall_id)
    gone = {row.file_id for row in rows if row.file_id} | {batch.file_id for batch in held if batch.file_id}
    Letter.objects.filter(id__in=[row.id for row in rows]).delete()
    held.update(file_id=None)
    files.remove(gone)
    return len(rows)


def forget_batches(today: dt.date, *, wall_id: uuid.UUID) -> int:
    """Remove the PDFs of the batches of a wall that were posted more than a month ago; how many."""
    old = list(Batch.objects.filter(wall_id=wall_id, posted_on__lt=today - KEPT).exclude(file_id=None))
    files.remove([batch.file_id for batch in old if batch.file_id])
    Batch.objects.filter(id__in=[batch.id for batch in old]).update(file_id=None)
    return len(old)
