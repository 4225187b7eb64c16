"""What a data protection officer asks for: whom, what is held of them, its erasure, and the report of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction

from parvis.kernel import clock, jobs
from parvis.kernel.ids import new_id
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal
from parvis.privacy.domain.erasing import Erased, erase_subject
from parvis.privacy.models import Erasure, Reason, State
from parvis.privacy.registry import Item, Subject, finders, listers

#: what the ledger seals of an erasure
SOURCE = "privacy.erasure"
#: the most that one list of what is due shows
MOST_DUE = 50


def find(words: str, walls: Collection[uuid.UUID]) -> list[Subject]:
    """Whose data a reference or an e-mail address leads to, within the walls alone; each once."""
    words, within = words.strip(), tuple(walls)
    found = {one: None for finder in finders for one in finder.found(words, within) if words}
    return [one for one in found if one.wall_id in within]


def held(subjects: Iterable[Subject], *, at: dt.datetime) -> list[Item]:
    """What is held of them, thing by thing."""
    asked = list(subjects)
    return [item for lister in listers for item in lister.of(asked, at)] if asked else []


def due(walls: Collection[uuid.UUID], *, on: dt.date) -> list[Item]:
    """What is past the day until which it had to be kept, the oldest first. It is listed, never erased by itself:
    public archives are eliminated with the visa of the departmental archives (Code du patrimoine L212-3).
    """
    found = [item for lister in listers for item in lister.due(tuple(walls), on, MOST_DUE)]
    return sorted(found, key=lambda item: (item.kept_until or on, item.reference))[:MOST_DUE]


def ask(
    subjects: Collection[Subject], reason: Reason, *, asked_by: uuid.UUID | None, name: str, at: dt.datetime
) -> uuid.UUID:
    """Have them erased, each by a job behind its own wall; gives what to follow it by. Acts within their walls."""
    from parvis.privacy.jobs import erase

    batch = new_id()
    with transaction.atomic():
        made = Erasure.objects.bulk_create(
            Erasure(
                batch_id=batch,
                wall_id=one.wall_id,
                subject_id=one.subject_id,
                reason=reason,
                asked_by=asked_by,
                asker_name=name[:200],
                asked_at=at,
                salt=ledger.new_salt(),
            )
            for one in dict.fromkeys(subjects)
        )
        for row in made:
            jobs.defer(erase, erasure_id=str(row.id), wall_id=str(row.wall_id))
    return batch


def carry_out(erasure_id: uuid.UUID) -> Erased | None:
    """Do one that waits, within its wall: all of it or nothing, with its report and its line of the ledger in the same
    transaction. None where it was done already.
    """
    with transaction.atomic():
        row = Erasure.objects.select_for_update().get(id=erasure_id)
        if row.state == State.DONE or row.subject_id is None:
            return None
        now = clock.now()
        erased = erase_subject(row.wall_id, row.subject_id, at=now, ended=row.reason == Reason.CLOSED)
        row.state, row.rows, row.held, row.ended_at = State.DONE, erased.rows, erased.held, now
        if not erased.held:
            row.subject_id = None
        row.save(update_fields=["state", "rows", "held", "ended_at", "subject_id"])
        ledger.record([Seal(SOURCE, row.id, "erased", now, row.payload(), bytes(row.salt))])
    return erased


def give_up(erasure_id: uuid.UUID) -> None:
    """Write down that one could not be done for now: its job is tried again, and its page says so."""
    Erasure.objects.filter(id=erasure_id, state=State.WAITING).update(state=State.FAILED)


def of_batch(batch_id: uuid.UUID, walls: Collection[uuid.UUID]) -> list[Erasure]:
    """Those that were confirmed together, as far as the walls go."""
    return list(Erasure.objects.filter(batch_id=batch_id, wall_id__in=walls).order_by("id"))


def latest(walls: Collection[uuid.UUID], most: int = 20) -> list[Erasure]:
    """The latest erasures within the walls."""
    return list(Erasure.objects.filter(wall_id__in=walls).order_by("-id")[:most])


def forget_officer(person_id: uuid.UUID) -> int:
    """Take the name of an officer whose account is erased out of what they asked for; acts as the owner. What they did
    stays written under an id that leads to nobody.
    """
    return Erasure.objects.filter(asked_by=person_id).exclude(asker_name="").update(asker_name="")
