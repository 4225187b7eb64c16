"""One write to a case: locked, compared with what the writer saw, told in the timeline, sealed, published.

Every operation on a case goes through `Writing`, so that none can forget a part: permission, mutation, timeline entry,
ledger digest and event are one transaction, in few statements.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.cases.data import Actor, ActorKind, Audience, Conflict, Direction, NotFound
from parvis.cases.domain import kept_values, revisions
from parvis.cases.models import Case, Decision, Message, TimelineEntry
from parvis.kernel import events, rows
from parvis.kernel.clock import PARIS
from parvis.kernel.reach import current
from parvis.ledger import api as ledger
from parvis.ledger.data import Seal

TIMELINE = "cases.timeline"
DECISION = "cases.decision"


class Writing:
    """What one operation does to one case. Made by `writing`, written when its block ends.

    quiet: nothing of the case itself changes (it was inserted in this very transaction, or something only goes with
    it), so that nobody who has it open is told of a conflict.
    """

    def __init__(self, case: Case, *, by: Actor, at: dt.datetime, quiet: bool = False) -> None:
        self.case = case
        self.by = by
        self.at = at
        self._quiet = quiet
        self.published = revisions.load(case.revision_id)
        self.messages: list[Message] = []
        self.decision: Decision | None = None
        self._entries: list[TimelineEntry] = []
        self._events: list[object] = []
        self._changed: set[str] = set()
        self._last: list[Callable[[], None]] = []
        self._cancelled = False

    @property
    def entries(self) -> tuple[TimelineEntry, ...]:
        """What this write adds to the timeline, so far."""
        return tuple(self._entries)

    def change(self, **values: Any) -> None:
        """Set columns of the case."""
        for name, value in values.items():
            setattr(self.case, name, value)
        self._changed |= set(values)

    def note(
        self, kind: str, data: Mapping[str, Any] | None = None, *, audience: Audience = Audience.ALL
    ) -> TimelineEntry:
        """Add an entry to the timeline."""
        entry = TimelineEntry(
            case=self.case,
            wall_id=self.case.wall_id,
            subject_id=self.case.subject_id,
            at=self.at,
            kind=kind,
            audience=audience,
            actor_kind=self.by.kind,
            actor_id=self.by.person_id,
            actor_name=self.by.name,
            data=dict(data or {}),
            version=self.case.version + (not self._quiet),
            salt=ledger.new_salt(),
        )
        self._entries.append(entry)
        return entry

    def unnote(self, entry: TimelineEntry) -> None:
        """Take back an entry of this write: what it says did not happen."""
        self._entries.remove(entry)

    def say(self, body: str, *, subject: str = "", direction: Direction) -> Message:
        """Add a message to the file."""
        message = Message(
            case=self.case,
            wall_id=self.case.wall_id,
            subject_id=self.case.subject_id,
            direction=direction,
            subject=subject,
            body=body,
            at=self.at,
            author_id=self.by.person_id,
            author_name=self.by.name,
        )
        self.messages.append(message)
        return message

    def publish(self, event: object) -> None:
        """Have `event` published once everything else is written."""
        self._events.append(event)

    def after(self, last: Callable[[], None]) -> None:
        """Have `last` done when all is written and published: what takes the case out of the writer's reach."""
        self._last.append(last)

    def cancel(self) -> None:
        """Write nothing after all: there is nothing to do to the case."""
        self._cancelled = True

    def facts(self) -> dict[str, Any]:
        """What conditions of the workflow read: the answers, what steps keep beside them, and the day."""
        return kept_values.facts(self.case, self.published, self.at.astimezone(PARIS).date(), self._entries)

    def finish(self) -> None:
        """Write it all: one statement for each kind of row."""
        if self._cancelled:
            return
        if not self._quiet:
            self.case.version += 1
            self.case.save(update_fields=["version", *self._changed])
        seals = [
            Seal(TIMELINE, entry.id, entry.kind, entry.at, entry.payload(), bytes(entry.salt))
            for entry in self._entries
        ]
        if self.decision is not None:
            self.decision.save(force_insert=True)
            salt = bytes(self.decision.salt)
            seals.append(Seal(DECISION, self.decision.id, "decided", self.at, self.decision.payload(), salt))
        rows.insert(self.messages)
        rows.insert(self._entries)
        ledger.record(seals)
        for event in self._events:
            events.publish(event)
        for last in self._last:
            last()


def reachable(case_id: uuid.UUID, *, by: Actor, lock: bool = False) -> Case:
    """The case, if `by` may see it: an agent by a role in its wall, a resident by their subject. Raises NotFound.

    Row-level security says the same; saying it again here keeps the two from drifting apart, and tells the planner.
    """
    found = Case.objects.filter(id=case_id)
    if by.kind is ActorKind.AGENT:
        own = [wall for wall, roles in by.roles.items() if roles and wall not in by.lent]
        found = found.filter(Q(wall_id__in=own) | Q(id__in=[lent.case_id for lent in by.lent.values()]))
    elif by.kind is ActorKind.RESIDENT:
        reach = current()
        found = found.filter(subject_id__in=reach.subjects if reach else ())
    try:
        return (found.select_for_update() if lock else found).get()
    except Case.DoesNotExist:
        raise NotFound(f"case {case_id}") from None


@contextmanager
def writing(
    case_id: uuid.UUID, *, by: Actor, at: dt.datetime, version: int | None, mine: Any = None
) -> Iterator[Writing]:
    """Lock the case, check that it is still as the writer saw it (`version`; None: whatever it is), write at the end.

    Raises Conflict with `mine` and what happened since when someone else wrote first, NotFound.
    """
    with transaction.atomic():
        case = reachable(case_id, by=by, lock=True)
        if version is not None and case.version != version:
            since = TimelineEntry.objects.filter(case=case, version__gt=version).order_by("id")
            raise Conflict(mine=mine, theirs=list(since), version=case.version)
        write = Writing(case, by=by, at=at)
        yield write
        write.finish()
