"""The pen: one designer changes a draft at a time, everybody else reads.

It is kept as long as its holder goes on; after ten minutes without a change, or three after somebody asked for it and
nothing was changed since, whoever wants it takes it. Its holder may lay it down, or give it to who asks.
"""

import datetime as dt

from parvis.studio.data import Author, NoPen
from parvis.studio.models import Draft

IDLE = dt.timedelta(minutes=10)
PATIENCE = dt.timedelta(minutes=3)

FIELDS = ("holder_id", "holder_name", "pen_at", "asker_id", "asker_name", "asked_at")


def held_by(draft: Draft, who: Author) -> bool:
    """Whether `who` has the pen."""
    return draft.holder_id == who.id


def free(draft: Draft, *, at: dt.datetime) -> bool:
    """Whether anybody may take it now."""
    if draft.holder_id is None or draft.pen_at is None:
        return True
    if at - draft.pen_at >= IDLE:
        return True
    return draft.asked_at is not None and draft.pen_at <= draft.asked_at and at - draft.asked_at >= PATIENCE


def free_at(draft: Draft) -> dt.datetime | None:
    """From when on it may be taken if nothing is changed meanwhile; None where nobody holds it."""
    if draft.holder_id is None or draft.pen_at is None:
        return None
    idle = draft.pen_at + IDLE
    if draft.asked_at is None or draft.pen_at > draft.asked_at:
        return idle
    return min(idle, draft.asked_at + PATIENCE)


def take(draft: Draft, who: Author, *, at: dt.datetime) -> None:
    """Take it, if it is free or one's own; the row is not saved. Raises NoPen."""
    if not held_by(draft, who) and not free(draft, at=at):
        raise NoPen(draft.holder_name)
    draft.holder_id, draft.holder_name, draft.pen_at = who.id, who.name[:200], at
    if draft.asker_id == who.id:
        _unasked(draft)


def ask(draft: Draft, who: Author, *, at: dt.datetime) -> None:
    """Ask its holder for it; the first to ask stays the one who asks. The row is not saved."""
    if draft.holder_id in (None, who.id) or draft.asker_id == who.id:
        return
    if draft.asker_id is None:
        draft.asker_id, draft.asker_name, draft.asked_at = who.id, who.name[:200], at


def give(draft: Draft, who: Author, *, at: dt.datetime) -> None:
    """Lay it down: to who asks for it, or to nobody. The row is not saved. Raises NoPen."""
    if not held_by(draft, who):
        raise NoPen(draft.holder_name)
    draft.holder_id, draft.holder_name = draft.asker_id, draft.asker_name
    draft.pen_at = at if draft.holder_id else None
    _unasked(draft)


def keep(draft: Draft, who: Author) -> None:
    """Answer no to who asks. The row is not saved. Raises NoPen."""
    if not held_by(draft, who):
        raise NoPen(draft.holder_name)
    _unasked(draft)


def _unasked(draft: Draft) -> None:
    draft.asker_id, draft.asker_name, draft.asked_at = None, "", None
