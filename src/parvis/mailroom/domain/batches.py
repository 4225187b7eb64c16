"""Batches: taken once, whoever asks; posted on a day."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from parvis.kernel import clock, events, jobs
from parvis.kernel.clock import PARIS
from parvis.mailroom.data import LetterState, NothingToPrint, NotPossible, WrongDay
from parvis.mailroom.domain.erasing import KEPT, forget_batch
from parvis.mailroom.domain.printing import print_batch
from parvis.mailroom.events import LetterPosted
from parvis.mailroom.models import Batch, Letter


@dataclass(frozen=True, slots=True)
class Claimed:
    """What became of a choice of letters: the batches (one a wall), and how many letters somebody else had taken."""

    batches: tuple[uuid.UUID, ...]
    taken: int
    missed: int


def claim(
    letter_ids: Sequence[uuid.UUID], *, walls: Collection[uuid.UUID], by: str, by_id: uuid.UUID | None, at: dt.datetime
) -> Claimed:
    """Take the letters into a batch for each wall, and have it printed.

    Invariant: a letter is in one batch alone. Its row is locked, then looked at again: of two agents who choose it at
    once, the second is told that it was taken. Raises NothingToPrint when nothing of the choice is left.
    """
    with transaction.atomic():
        rows = Letter.objects.select_for_update().filter(id__in=letter_ids, wall_id__in=walls).order_by("id")
        free = [row for row in rows if row.state == LetterState.WAITING]
        if not free:
            raise NothingToPrint
        made = []
        for wall_id in sorted({row.wall_id for row in free}):
            ours = [row for row in free if row.wall_id == wall_id]
            batch = Batch.objects.create(
                wall_id=wall_id,
                organisation_id=ours[0].organisation_id,
                made_by=by_id,
                made_by_name=by,
                made_at=at,
            )
            Letter.objects.filter(id__in=[row.id for row in ours]).update(state=LetterState.PRINTED, batch=batch)
            jobs.defer(print_batch, batch_id=str(batch.id), wall_id=str(wall_id))
            made.append(batch.id)
    return Claimed(tuple(made), len(free), len(set(letter_ids)) - len(free))


def again(batch_id: uuid.UUID, *, walls: Collection[uuid.UUID]) -> None:
    """Ask once more for a batch whose printing failed: it goes on where it stopped. Raises NotPossible where
    it is printed, NothingToPrint where every letter was taken out again.
    """
    batch = Batch.objects.filter(id=batch_id, wall_id__in=walls, file_id=None).first()
    if batch is None:
        raise NotPossible("printed already")
    if not batch.letters.filter(state=LetterState.PRINTED).exists():
        raise NothingToPrint
    jobs.defer(print_batch, queueing_lock=f"batch:{batch.id}", batch_id=str(batch.id), wall_id=str(batch.wall_id))


def post(batch_id: uuid.UUID, on: dt.date, *, walls: Collection[uuid.UUID], by: str, by_id: uuid.UUID | None) -> int:
    """Note that the batch was posted on that day; how many letters. Once: a second time changes nothing.

    Raises WrongDay for a day to come or before the printing, NotPossible while the PDF is not there, NothingToPrint
    where every letter was taken out again.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(id=batch_id, wall_id__in=walls).first()
        if batch is None or batch.file_id is None:
            raise NotPossible("not printed yet")
        if on > clock.today() or on < batch.made_at.astimezone(PARIS).date():
            raise WrongDay(on)
        if batch.posted_on is not None:
            return 0
        if not batch.letters.filter(state=LetterState.PRINTED).exists():
            raise NothingToPrint
        batch.posted_on = on
        batch.save(update_fields=["posted_on"])
        # By case: each is stated on its case, and two batches posted at once come to their cases in one order.
        letters = list(batch.letters.select_for_update().filter(state=LetterState.PRINTED).order_by("case_id", "id"))
        batch.letters.filter(id__in=[letter.id for letter in letters]).update(state=LetterState.POSTED, posted_on=on)
        jobs.defer(forget_batch, delay=KEPT, batch_id=str(batch.id), wall_id=str(batch.wall_id))
        for letter in letters:
            events.publish(_posted(letter, on, by, by_id))
    return len(letters)


def _posted(letter: Letter, on: dt.date, by: str, by_id: uuid.UUID | None) -> LetterPosted:
    return LetterPosted(letter.id, letter.wall_id, letter.case_id, letter.topic, letter.title, on, by, by_id)


def recent(walls: Collection[uuid.UUID], organisation_id: uuid.UUID, limit: int = 20) -> list[Batch]:
    """The latest batches first, each with how many letters it `held`; none whose letters were all taken out."""
    rows = Batch.objects.filter(wall_id__in=walls, organisation_id=organisation_id)
    held = Count("letters", filter=~Q(letters__state=LetterState.WITHDRAWN))
    return list(rows.annotate(held=held).filter(held__gt=0).order_by("-made_at", "id")[:limit])
