"""Erasing letters: with the case that they are about; the PDFs of batches a month after posting."""

import datetime as dt
import uuid

from parvis.files import api as files
from parvis.kernel import jobs
from parvis.mailroom.data import LetterState
from parvis.mailroom.models import Batch, Letter

#: long enough to print again what the post lost
KEPT = dt.timedelta(days=30)


def erase_case(*, wall_id: uuid.UUID, case_id: uuid.UUID) -> int:
    """Erase the letters about one case, and the PDFs of the batches that held them; gives how many letters."""
    return _erase(list(Letter.objects.filter(wall_id=wall_id, case_id=case_id)))


def erase_subject(*, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """The same for the letters to one resident behind one wall."""
    return _erase(list(Letter.objects.filter(wall_id=wall_id, subject_id=subject_id)))


def forget_person(person_id: uuid.UUID) -> int:
    """Take the name of somebody whose account is erased off the batches that they made; acts as the owner."""
    return Batch.objects.filter(made_by=person_id).exclude(made_by_name="").update(made_by_name="")


def _erase(rows: list[Letter]) -> int:
    held = Batch.objects.filter(id__in={row.batch_id for row in rows if row.batch_id})
    gone = {row.file_id for row in rows if row.file_id} | {batch.file_id for batch in held if batch.file_id}
    Letter.objects.filter(id__in=[row.id for row in rows]).delete()
    held.update(file_id=None)
    files.remove(gone)
    return len(rows)


@jobs.job()
def forget_batch(*, batch_id: str, wall_id: str) -> None:
    """Remove the PDFs of a batch, and of its posted letters: asked for when it is posted, a month ahead."""
    rows = list(Letter.objects.filter(batch_id=uuid.UUID(batch_id), state=LetterState.POSTED).exclude(file_id=None))
    batch = Batch.objects.filter(id=batch_id).exclude(file_id=None).first()
    gone = {row.file_id for row in rows if row.file_id} | ({batch.file_id} if batch and batch.file_id else set())
    Letter.objects.filter(id__in=[row.id for row in rows]).update(file_id=None)
    Batch.objects.filter(id=batch_id).update(file_id=None)
    files.remove(gone)
