"""Erasure (GDPR art. 17; end of retention): the rows go, the ledger states that they went lawfully."""

import datetime as dt
import uuid

from django.db import connection, transaction

from parvis.cases.domain import attachments, replacing, turns
from parvis.cases.models import Attachment, Draft, Turn
from parvis.files import api as files
from parvis.ledger import api as ledger


def erase_case(case_id: uuid.UUID, *, at: dt.datetime) -> int:
    """Erase a case inside the acting walls, with all that belongs to it; how many sealed rows went.

    The salts go with the rows: what the ledger keeps tells nothing any more.
    """
    with transaction.atomic():
        # their rows go with the case's (a foreign key); their bytes, once this has committed
        replacing.drop(list(Turn.objects.filter(case=case_id, kind__in=turns.MENDED).values_list("id", flat=True)))
        files.remove(Attachment.objects.filter(case_id=case_id).values_list("id", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("select source, ref from cases_erase(%s)", [case_id])
            rows: list[tuple[str, uuid.UUID]] = cursor.fetchall()
        for source in sorted({source for source, _ in rows}):
            ledger.erased(source, [ref for found, ref in rows if found == source], at=at)
    return len(rows)


def erase_draft(draft_id: uuid.UUID) -> int:
    """Erase a draft within the acting reach (its secret, its person, or the timer for old ones)."""
    with transaction.atomic():
        gone: int = Draft.objects.filter(id=draft_id).delete()[0]
        if gone:
            attachments.drop([draft_id])
    return gone


def erase_copies(subject_id: uuid.UUID) -> int:
    """Erase the copies that a resident asked for of their own requests, with their files."""
    from parvis.cases.domain import copying

    return copying.remove((subject_id,))
