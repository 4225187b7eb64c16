"""Erasing what was written to a person."""

import uuid

from parvis.notifications.models import Mail


def erase_subject(*, wall_id: uuid.UUID, subject_id: uuid.UUID) -> int:
    """Erase the e-mails about one resident behind one wall, those that wait included; gives how many."""
    erased, _ = Mail.objects.filter(wall_id=wall_id, subject_id=subject_id).delete()
    return erased


def erase_case(*, wall_id: uuid.UUID, case_id: uuid.UUID) -> int:
    """The same for the e-mails about one case."""
    erased, _ = Mail.objects.filter(wall_id=wall_id, case_id=case_id).delete()
    return erased
