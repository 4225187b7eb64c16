"""Turns of a case: read, ended when something overtakes them. Each kind has its own module beside this one."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from parvis.cases.data import Audience, Kind, TurnKind, TurnState
from parvis.cases.domain import amending, replacing
from parvis.cases.domain.revisions import Published
from parvis.cases.models import Case, Turn
from parvis.kernel.clock import PARIS
from parvis.workflows.api import uses
from parvis.workflows.data import Transition

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from parvis.cases.domain.moving import Move

ASKING = ("ask_corrections", "propose_visit", "propose", "amend")
#: turns that answers are mended in
MENDED = (TurnKind.CORRECTION, TurnKind.AMENDMENT)


def of_case(case: Case, published: Published) -> list[Turn]:
    """The turns of a case, oldest first, as far as the acting person may see them: one statement, none where the
    workflow has no such thing.
    """
    if not uses(published.definition.workflow, *ASKING):
        return []
    return list(Turn.objects.filter(case=case).order_by("id"))


def current(turns: Iterable[Turn], kind: TurnKind, *states: TurnState) -> Turn | None:
    """The latest turn of that kind in one of `states` (open, if none is named)."""
    wanted = states or (TurnState.OPEN,)
    return next((turn for turn in reversed(list(turns)) if turn.kind == kind and turn.state in wanted), None)


def fetch(case_id: uuid.UUID, kind: TurnKind, *states: TurnState) -> Turn | None:
    """As `current`, from the database, locked until the end of the transaction."""
    rows = Turn.objects.select_for_update().filter(case=case_id, kind=kind, state__in=states or (TurnState.OPEN,))
    return rows.order_by("-id").first()


def ask(move: "Move", kind: TurnKind, asked: dict[str, Any], **columns: Any) -> Turn:
    """Begin a turn; an open one of its kind is overtaken."""
    write = move.write
    overtaken = Turn.objects.filter(case=write.case, kind=kind, state=TurnState.OPEN)
    if kind is TurnKind.CORRECTION:
        drop_files(write.published, overtaken)
    overtaken.update(state=TurnState.WITHDRAWN, answered_at=write.at)
    turn = Turn(
        case=write.case,
        wall_id=write.case.wall_id,
        subject_id=write.case.subject_id,
        kind=kind,
        audience=Audience.AGENTS if kind is TurnKind.PROPOSAL else Audience.ALL,
        asked=asked,
        asked_at=write.at,
        asked_by=write.by.person_id,
        asked_by_name=write.by.name,
        **columns,
    )
    turn.save(force_insert=True)
    move.turns.append(turn.id)
    return turn


def drop_files(published: Published, overtaken: "QuerySet[Turn]") -> None:
    """Remove what was added for corrections that nobody awaits any more. No statement for a form without files."""
    if published.form.files:
        replacing.drop(list(overtaken.select_for_update().values_list("id", flat=True)))


def early(transition: Transition, found: Iterable[Turn], today: dt.date) -> bool:
    """Whether a transition notes what became of a visit that is still to come: offered from its day on."""
    notes = any(use.type == "end_visit" and use.options["outcome"] != "cancelled" for use in transition.actions)
    visit = current(found, TurnKind.VISIT, TurnState.CONFIRMED) if notes else None
    return visit is not None and visit.starts_at is not None and visit.starts_at.astimezone(PARIS).date() > today


def end(turn: Turn, state: TurnState, move: "Move", **answered: Any) -> None:
    """Note what came of a turn."""
    turn.state, turn.answered, turn.answered_at = state, answered, move.write.at
    turn.save(update_fields=["state", "answered", "answered_at"])
    move.turns.append(turn.id)


def settle(move: "Move") -> None:
    """After a transition: what waited and was not answered by it is overtaken, so that nothing open stays behind.

    Corrections and dates to choose end once the case no longer waits for the resident; what the person changes of their
    own accord once they may no more; a proposal with any move; a visit that was confirmed when the case has ended. One
    statement, none where the workflow has no such thing.
    """
    write = move.write
    if not uses(write.published.definition.workflow, *ASKING):
        return
    kind, workflow = Kind(write.case.kind), write.published.definition.workflow
    over = [(TurnKind.PROPOSAL, TurnState.OPEN)]
    if kind is not Kind.WAITING:
        over += [(TurnKind.CORRECTION, TurnState.OPEN), (TurnKind.VISIT, TurnState.OPEN)]
    if not amending.somewhere(workflow, write.case.status):
        over.append((TurnKind.AMENDMENT, TurnState.OPEN))
    if kind.is_final:
        over.append((TurnKind.VISIT, TurnState.CONFIRMED))
    rows = Turn.objects.filter(case=write.case).exclude(id__in=move.turns)
    wanted = rows.none()
    for what, state in over:
        wanted = wanted | rows.filter(kind=what, state=state)
    mended = [what for what, state in over if what in MENDED]
    if mended:
        drop_files(write.published, rows.filter(kind__in=mended, state=TurnState.OPEN))
    wanted.update(state=TurnState.WITHDRAWN, answered_at=write.at)
    if write.case.proposed and not any(use.type == "propose" for use in move.transition.actions):
        write.change(proposed="", proposer_id=None)
