"""A passage from the first look to its end, and back.

Invariants: looking writes nothing to requests; each is moved in a transaction of its own, which also writes what became
of it, so that a death of the worker at any moment moves none twice and none half; what is moved is what was looked at:
where a request went on since, and the move would do something else to it, it is left and said.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _, override

from parvis.cases import api as cases
from parvis.cases.data import NotAllowed, NotFound
from parvis.kernel import clock, jobs, rows
from parvis.kernel.reach import Reach, acting
from parvis.revising.data import ItemState, Progress, Refused, State
from parvis.revising.models import Item, Passage

log = structlog.get_logger("parvis.revising")
#: requests looked at in one transaction, and moved before other work goes first
CHUNK, SLICE = 200, 100
_START = uuid.UUID(int=0)
#: what is left as it is because something of ours failed
FAILED = "failed"


def reach(case_type_id: uuid.UUID) -> Reach:
    """Who looks and moves: every wall behind which requests of the procedure lie, and drafts; nobody's account."""
    return Reach(actor="reviser", walls=tuple(cases.revising.walls_of(case_type_id)))


def begin(
    organisation_id: uuid.UUID,
    case_type_id: uuid.UUID,
    *,
    by_id: uuid.UUID,
    by_name: str,
    language: str,
    at: dt.datetime,
) -> Passage:
    """Have a worker look at what is still handled by other revisions than the published one. What was looked at before
    and not moved is forgotten. Raises Refused while another passage goes on, or where nothing is published.
    """
    published = cases.types.published(case_type_id)
    if published is None:
        raise Refused(_("Nothing is published yet."))
    made = Passage(
        organisation_id=organisation_id,
        case_type_id=case_type_id,
        to_id=published.id,
        language=language,
        by_id=by_id,
        by_name=by_name[:200],
        asked_at=at,
    )
    with transaction.atomic():
        # locked first: one that somebody begins to move at this moment is no longer among them, nor are its items
        looked = Passage.objects.select_for_update().filter(case_type=case_type_id, state=State.LOOKED).order_by("id")
        Passage.objects.filter(id__in=list(looked.values_list("id", flat=True))).delete()
        _insert(made)
        _ask(made)
    return made


def _insert(made: Passage) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Requests of this procedure are being looked at or moved already.")) from None


def _ask(passage: Passage) -> None:
    with jobs.in_background():
        jobs.defer(work, queueing_lock=f"revising:{passage.id}", passage_id=str(passage.id))


def group_of(effects: Collection[str], kind: str) -> str:
    """The key of a group."""
    return hashlib.sha256("\n".join((kind, *cases.revising.group(effects))).encode()).hexdigest()


# tried for two hours: a database that is away has come back by then
@jobs.job(own_transactions=True, retries=12)
def work(*, passage_id: str) -> None:
    """Look, or move a slice; then ask for the next. Cut short, it goes on with the first that was not done."""
    with acting(Reach(actor="reviser")):
        passage = Passage.objects.filter(id=passage_id).first()
    if passage is None:
        return
    if passage.state == State.LOOKING:
        _look(passage)
    elif passage.state == State.RUNNING:
        _move_slice(passage)


def _look(passage: Passage) -> None:
    looking = cases.revising.Looking(cases.types.load(passage.to_id))
    with acting(Reach(actor="reviser")):
        within = reach(passage.case_type_id)
    more = True
    while more:  # each chunk is kept by itself: who goes on begins after the last
        with acting(within):
            if not _still(passage, State.LOOKING):
                return
            mine = Item.objects.filter(passage=passage)
            last = mine.filter(case_id__isnull=False).order_by("-case_id").values_list("case_id", flat=True).first()
            found = looking.cases(last or _START, CHUNK)
            kind = "case"
            if not found:
                drafts = mine.filter(draft_id__isnull=False).order_by("-draft_id")
                last = drafts.values_list("draft_id", flat=True).first()
                quiet = clock.now() - cases.revising.QUIET
                found = looking.drafts(last or _START, CHUNK, clock.today(), quiet)
                kind = "draft"
            rows.insert([_item(passage, one, kind) for one in found])
            more = bool(found)
            if not more:
                Passage.objects.filter(id=passage.id).update(state=State.LOOKED)


def _item(passage: Passage, one: cases.revising.Change, kind: str) -> Item:
    return Item(
        passage=passage,
        organisation_id=passage.organisation_id,
        wall_id=one.wall_id,
        case_id=one.id if kind == "case" else None,
        draft_id=one.id if kind == "draft" else None,
        reference=one.reference,
        revision_id=one.revision_id,
        group=group_of(one.effects, kind),
        effects=list(one.effects),
    )


def _still(passage: Passage, state: State) -> bool:
    return Passage.objects.select_for_update().filter(id=passage.id, state=state).exists()


# -- choosing and moving ----------------------------------------------------------------------------------------------


def move(passage_id: uuid.UUID, groups: Iterable[str], mapping: Mapping[str, str], *, at: dt.datetime) -> None:
    """Have the chosen groups moved. mapping: for each status that the workflow has no more, the one that takes its
    place. Raises Refused where nothing was chosen, a status has no place, or somebody began meanwhile.
    """
    with transaction.atomic():
        passage = Passage.objects.select_for_update().filter(id=passage_id, state=State.LOOKED).first()
        if passage is None:
            raise Refused(_("This was begun already, or looked at anew: look again."))
        _of_today(passage)
        workflow = cases.types.load(passage.to_id).definition.workflow
        places = {one.id for one in workflow.statuses if not one.kind.is_final}
        chosen = Item.objects.filter(passage=passage, state=ItemState.SEEN, group__in=list(groups))
        effects: set[str] = set()
        for found in chosen.order_by().values_list("effects", flat=True).distinct():
            effects |= set(found)
        if not chosen.exists():
            raise Refused(_("Choose at least one group."))
        missing = {one.partition(":")[2] for one in effects if one.startswith(f"{cases.revising.STATUS}:")}
        if any(mapping.get(one) not in places for one in missing):
            raise Refused(_("Say where requests go whose status is no longer there."))
        passage.mapping = {one: mapping[one] for one in missing}
        passage.state, passage.asked_at = State.RUNNING, at
        try:
            with transaction.atomic():
                passage.save(update_fields=["mapping", "state", "asked_at"])
        except IntegrityError:
            raise Refused(_("Requests of this procedure are being looked at or moved already.")) from None
        chosen.update(state=ItemState.WAITING)
        _ask(passage)


def _of_today(passage: Passage) -> None:
    """Raises Refused where what it moves to is no longer what is published."""
    published = cases.types.published(passage.case_type_id)
    if published is None or published.id != passage.to_id:
        raise Refused(_("Another revision was published since: look again."))


def give_up(passage_id: uuid.UUID) -> bool:
    """End one that is stopped, what was moved staying moved, or forget one that still looks. False if it is neither."""
    with transaction.atomic():
        passage = Passage.objects.select_for_update().filter(id=passage_id).first()
        if passage is None or passage.state not in (State.STOPPED, State.LOOKING):
            return False
        if passage.state == State.LOOKING:
            passage.delete()
            return True
        _leave(passage)
        passage.state, passage.ended_at = State.DONE, clock.now()
        passage.save(update_fields=["state", "ended_at"])
    return True


def _leave(passage: Passage) -> None:
    """What waits is no longer chosen. One that a worker moves at this moment is waited for, and found moved."""
    Item.objects.filter(passage=passage, state=ItemState.WAITING).update(state=ItemState.SEEN)


def stop(passage_id: uuid.UUID) -> bool:
    """Stop it after the request that is being moved. False if it was over."""
    return bool(Passage.objects.filter(id=passage_id, state=State.RUNNING).update(state=State.STOPPED))


def resume(passage_id: uuid.UUID) -> bool:
    """Go on with what waits. False if it was not stopped. Raises Refused where another revision was published since."""
    with transaction.atomic():
        passage = Passage.objects.select_for_update().filter(id=passage_id, state=State.STOPPED).first()
        if passage is None:
            return False
        if passage.back_of_id is None:
            _of_today(passage)
        passage.state = State.RUNNING
        passage.save(update_fields=["state"])
        _ask(passage)
    return True


def bring_back(passage_id: uuid.UUID, *, by_id: uuid.UUID, by_name: str, language: str, at: dt.datetime) -> Passage:
    """Have what a passage moved brought back, each to the revision that it had. Raises Refused where nothing of it was
    moved, it goes on, or it was brought back already.
    """
    with transaction.atomic():
        of = Passage.objects.select_for_update().filter(id=passage_id).first()
        if of is None or of.back_of_id is not None or of.state not in (State.DONE, State.STOPPED):
            raise Refused(_("There is nothing to bring back."))
        if of.state == State.STOPPED:
            _leave(of)
        moved = list(Item.objects.filter(passage=of, state=ItemState.DONE).order_by("id"))
        if not moved or Passage.objects.filter(back_of=of).exists():
            raise Refused(_("There is nothing to bring back."))
        if of.state == State.STOPPED:
            of.state, of.ended_at = State.DONE, at
            of.save(update_fields=["state", "ended_at"])
        made = Passage(
            organisation_id=of.organisation_id,
            case_type_id=of.case_type_id,
            to_id=of.to_id,
            back_of=of,
            mapping=of.mapping,
            state=State.RUNNING,
            language=language,
            by_id=by_id,
            by_name=by_name[:200],
            asked_at=at,
        )
        _insert(made)
        for first in range(0, len(moved), 1000):
            rows.insert(
                [
                    Item(
                        passage=made,
                        organisation_id=one.organisation_id,
                        wall_id=one.wall_id,
                        case_id=one.case_id,
                        draft_id=one.draft_id,
                        reference=one.reference,
                        revision_id=one.revision_id,
                        group=one.group,
                        status=one.status,
                        state=ItemState.WAITING,
                    )
                    for one in moved[first : first + 1000]
                ]
            )
        _ask(made)
    return made


def _move_slice(passage: Passage) -> None:
    with acting(Reach(actor="reviser")):
        within = reach(passage.case_type_id)
    with acting(within):
        waiting = Item.objects.filter(passage=passage, state=ItemState.WAITING).order_by("id")
        ids = list(waiting.values_list("id", flat=True)[:SLICE])
    known: dict[Any, cases.revising.Looking] = {}
    for item_id in ids:
        with acting(within), override(passage.language):
            _one(passage, item_id, known)
    with acting(within):
        now = Passage.objects.select_for_update().filter(id=passage.id, state=State.RUNNING).first()
        if now is None:
            return
        if Item.objects.filter(passage=now, state=ItemState.WAITING).exists():
            _ask(now)
        else:
            now.state, now.ended_at = State.DONE, clock.now()
            now.save(update_fields=["state", "ended_at"])


def _one(passage: Passage, item_id: uuid.UUID, known: dict[Any, cases.revising.Looking]) -> None:
    """Move one, unless it was stopped or another worker has it."""
    locked = Item.objects.select_for_update(of=("self",), skip_locked=True)
    item = locked.filter(id=item_id, state=ItemState.WAITING, passage__state=State.RUNNING).first()
    if item is None:
        return
    item.state, item.reason = _outcome(passage, item, known)
    item.save(update_fields=["state", "reason", "status"])


def _looking(passage: Passage, item: Item, known: dict[Any, cases.revising.Looking]) -> cases.revising.Looking:
    """Where it goes. On the way back a status that was given another place gets its own again, if it stands there."""
    back = passage.back_of_id is not None
    mapping = passage.mapping
    if back:
        place = mapping.get(item.status)
        mapping = {place: item.status} if place else {}
    to = item.revision_id if back else passage.to_id
    key = (to, tuple(sorted(mapping.items())))
    if key not in known:
        known[key] = cases.revising.Looking(cases.types.load(to), mapping)
    return known[key]


def _outcome(passage: Passage, item: Item, known: dict[Any, cases.revising.Looking]) -> tuple[ItemState, str]:
    expected = item.effects if passage.back_of_id is None else None
    looking, at = _looking(passage, item, known), clock.now()
    try:
        with transaction.atomic():
            if item.draft_id is not None:
                moved = cases.revising.move_draft(item.draft_id, looking, expected, at=at)
            else:
                assert item.case_id is not None
                stood = cases.revising.stands(item.case_id)
                noted = {"mover": passage.by_name, "passage": str(passage.id), "back": passage.back_of_id is not None}
                by = cases.system(_("New form of the procedure"))
                moved = cases.revising.move(item.case_id, looking, expected, by=by, at=at, **noted)
                item.status = stood if passage.back_of_id is None else item.status
    except NotAllowed as refused:
        return ItemState.REFUSED, str(refused)[:20]
    except NotFound:  # sent or thrown away since
        return ItemState.UNCHANGED, ""
    except (OperationalError, InterfaceError):  # the database is away: the whole job is tried again
        raise
    except Exception:
        # One request on which something of ours fails must not hold up the others: it is told, and left as it was.
        log.exception("revising.item_failed", item=str(item.id))
        return ItemState.REFUSED, FAILED
    return (ItemState.DONE if moved else ItemState.UNCHANGED), ""


#: of the items of passages: those that were moved
MOVED = Q(items__state=ItemState.DONE)
# -- how far ----------------------------------------------------------------------------------------------------------


def progress(passage: Passage) -> Progress:
    """Of what was chosen: one statement."""
    names = (ItemState.DONE, ItemState.UNCHANGED, ItemState.REFUSED)
    states = {str(name): Count("id", filter=Q(state=name)) for name in names}
    chosen = Item.objects.filter(passage=passage).exclude(state=ItemState.SEEN)
    found = chosen.aggregate(total=Count("id"), **states)
    return Progress(found["total"], found["done"], found["unchanged"], found["refused"])
