"""Letters that wait, and what agents do with them one by one."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from parvis.documents import api as documents
from parvis.kernel import clock, events
from parvis.mailroom.data import LetterState, LetterView, NotPossible
from parvis.mailroom.domain.addresses import lines
from parvis.mailroom.events import LetterWithdrawn
from parvis.mailroom.models import Letter
from parvis.notifications.data import News

#: as many letters as one looks through, and prints, at once
MOST = 300
_watched: ContextVar[list[uuid.UUID] | None] = ContextVar("queued_letters", default=None)


def queue(news: News) -> None:
    """Put a letter into the queue, in the caller's transaction. Raises NotPossible without a whole address."""
    address = lines(news.recipient.name, news.recipient.postal)
    if not address:
        raise NotPossible("no postal address")
    sheet = news.sheet
    letter = Letter.objects.create(
        wall_id=news.wall_id,
        subject_id=news.subject_id,
        case_id=news.case_id,
        organisation_id=sheet.organisation_id,
        department_id=sheet.department_id,
        topic=news.topic.value,
        reference=sheet.reference,
        language=news.language,
        title=sheet.title[:300],
        address=list(address),
        texts=list(sheet.texts),
        document_id=sheet.document_id,
        asked_at=clock.now(),
    )
    watched = _watched.get()
    if watched is not None:
        watched.append(letter.id)


@contextmanager
def queued() -> Iterator[list[uuid.UUID]]:
    """The ids of the letters that the block queues, and nobody else's: filled while it runs."""
    found: list[uuid.UUID] = []
    before = _watched.set(found)
    try:
        yield found
    finally:
        _watched.reset(before)


def still_waiting(letter_ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Id and wall of those of these letters that wait, within reach, the oldest first."""
    rows = Letter.objects.filter(id__in=letter_ids, state=LetterState.WAITING)
    return list(rows.order_by("wall_id", "asked_at", "id").values_list("id", "wall_id"))


def waiting(
    walls: Collection[uuid.UUID], organisation_id: uuid.UUID, departments: Collection[uuid.UUID] | None
) -> list[LetterView]:
    """The letters that wait for their printing, oldest first. departments: those alone (None: all). Two statements."""
    rows = Letter.objects.filter(wall_id__in=walls, organisation_id=organisation_id, state=LetterState.WAITING)
    if departments is not None:
        rows = rows.filter(department_id__in=departments)
    return views(list(rows.order_by("asked_at", "id")[:MOST]))


def views(rows: Iterable[Letter]) -> list[LetterView]:
    """What the queue shows of letters: one statement for their documents."""
    found = list(rows)
    sealed = documents.sealed({row.document_id for row in found if row.document_id})
    return [
        LetterView(
            id=row.id,
            case_id=row.case_id,
            reference=row.reference,
            title=row.title,
            address=tuple(row.address),
            state=LetterState(row.state),
            asked_at=row.asked_at,
            ready=row.document_id is None or row.document_id in sealed,
            reprints=row.reprints,
        )
        for row in found
    ]


def withdraw(
    letter_id: uuid.UUID, reason: str, *, by: str, by_id: uuid.UUID | None, walls: Collection[uuid.UUID]
) -> None:
    """Take a letter out: its address is wrong, or it says what is no longer true. Raises NotPossible once posted."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(id=letter_id, wall_id__in=walls).first()
        if letter is None or letter.state not in (LetterState.WAITING, LetterState.PRINTED):
            raise NotPossible("posted or withdrawn already")
        letter.state, letter.reason = LetterState.WITHDRAWN, reason.strip()[:300]
        letter.save(update_fields=["state", "reason"])
        events.publish(
            LetterWithdrawn(
                letter.id, letter.wall_id, letter.case_id, letter.topic, letter.title, letter.reason, by, by_id
            )
        )


def reprint(letter_id: uuid.UUID, *, walls: Collection[uuid.UUID]) -> None:
    """Put a printed or posted letter back into the queue (jammed, lost, returned). Raises NotPossible."""
    changed = 0
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(id=letter_id, wall_id__in=walls).first()
        if letter is not None and letter.state in (LetterState.PRINTED, LetterState.POSTED):
            letter.state, letter.batch, letter.posted_on = LetterState.WAITING, None, None
            letter.reprints += 1
            letter.save(update_fields=["state", "batch", "posted_on", "reprints"])
            changed = 1
    if not changed:
        raise NotPossible("not printed")


def of_case(case_id: uuid.UUID) -> list[tuple[str, LetterState, dt.date | None]]:
    """Title, state and day of posting of a case's letters within the acting reach, oldest first."""
    rows = Letter.objects.filter(case_id=case_id).order_by("asked_at", "id")
    return [(row.title, LetterState(row.state), row.posted_on) for row in rows]
