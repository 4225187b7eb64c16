"""One erasure of somebody, by all the erasers that the modules registered (RGPD art. 17)."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction

from parvis.identity.api import address_of, subjects_of
from parvis.kernel.reach import Reach, acting
from parvis.privacy.registry import Eraser, Extent, erasers, holds


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows each eraser took away, and how many things are held by law and stay (RGPD art. 17.3)."""

    rows: dict[str, int] = field(default_factory=dict)
    held: int = 0


def _in_order() -> list[Eraser]:
    return sorted(erasers, key=lambda eraser: (eraser.order, eraser.name))


def erase_subject(
    wall_id: uuid.UUID, subject_id: uuid.UUID, *, at: dt.datetime, lift: bool = False, ended: bool = False
) -> Erased:
    """Erase what is held of one resident behind one wall; all of it or nothing. Twice is once.

    What a hold keeps stays, with the papers that go with it, unless `lift` (the controller decided that the hold does
    not apply; the caller writes down why). ended: what is still being examined stays as well.
    """
    extent = Extent.ALL if lift else Extent.ENDED if ended else Extent.RIGHT
    rows: Counter[str] = Counter()
    with transaction.atomic(), acting(Reach(actor="worker", walls=(wall_id,))):
        held = 0
        if extent is not Extent.ALL:
            held = sum((hold.ended if ended else hold.held)(wall_id, subject_id, at) for hold in holds)
        for eraser in _in_order():
            if eraser.subject is not None and (eraser.by_case or not held):
                rows[eraser.name] += eraser.subject(wall_id, subject_id, at, extent)
    return Erased(dict(rows), held)


def erase_person(person_id: uuid.UUID, *, at: dt.datetime, lift: bool = False) -> Erased:
    """Erase an account, and what is held of its person behind every wall; all of it or nothing. Twice is once.

    Acts as the owner: no page reaches that far. A case that is held stays behind its wall under a subject id that leads
    to nobody's account any more. Journals of who looked at what stay until their term.
    """
    rows: Counter[str] = Counter()
    held = 0
    with transaction.atomic():
        email = address_of(person_id)
        for wall_id, subject_id in subjects_of(person_id):
            erased = erase_subject(wall_id, subject_id, at=at, lift=lift)
            rows.update(erased.rows)
            held += erased.held
        rows.update({eraser.name: eraser.service(person_id) for eraser in erasers if eraser.service is not None})
        rows.update(erase_account(person_id, email, at=at))
    return Erased(dict(rows), held)


def erase_account(person_id: uuid.UUID, email: str, *, at: dt.datetime) -> dict[str, int]:
    """Erase an account with what belongs to it alone, nothing behind walls; how many rows each eraser took away.

    Acts as the person, with the rights of the worker, or as the owner.
    """
    return {eraser.name: eraser.person(person_id, email, at) for eraser in _in_order() if eraser.person is not None}
