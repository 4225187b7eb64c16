"""What an agent may do with many cases: said before it is done, without doing it."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Max, Q

from parvis.access.data import Right
from parvis.cases.data import Actor, Foreseen, Outcome, Step
from parvis.cases.domain import desk, lending, revisions
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.domain.listing import language
from parvis.cases.domain.proposing import proposed_by
from parvis.cases.models import Case, TimelineEntry
from parvis.kernel.reach import current
from parvis.workflows.api import questions
from parvis.workflows.data import Transition

#: actions that need an answer for each case
_ASKING = frozenset({"ask_corrections", "confirm_visit", "propose_visit", "move_visit", "end_visit"})


def foresee(case_ids: Sequence[uuid.UUID], *, by: Actor, at: dt.datetime) -> list[Foreseen]:
    """The cases of these ids within reach, in their order, each with what `by` may do with it now: one statement."""
    reach = current()
    walls = reach.walls if reach else ()
    within = Q(wall_id__in=walls) | lending.is_lent()
    found = {case.id: case for case in Case.objects.filter(within, id__in=case_ids)}
    return [_foreseen(found[one], walls, by, at) for one in dict.fromkeys(case_ids) if one in found]


def _foreseen(case: Case, walls: Sequence[uuid.UUID], by: Actor, at: dt.datetime) -> Foreseen:
    workflow = revisions.load(case.revision_id).definition
    rights, lent = desk.rights_in(by, case.wall_id), case.wall_id not in walls
    moves = () if lent else tuple(desk.offered(case, by=by, at=at))
    spoken = language()
    return Foreseen(
        id=case.id,
        reference=case.reference,
        title=case.title or workflow.name.into(spoken),
        organisation_id=case.organisation_id,
        wall_id=case.wall_id,
        department_id=case.department_id,
        assignee_id=case.assignee_id,
        version=case.version,
        closed=case.closed_at is not None,
        lent=lent,
        status=workflow.workflow.status(case.status).agent.into(spoken),
        handles=Right.HANDLE_CASES in rights and not lent,
        assigns=Right.ASSIGN_CASES in rights and not lent,
        steps=tuple(
            Step(
                move.id,
                move.label.into(spoken),
                workflow.workflow.status(move.target).agent.into(spoken),
                reasoned=move.reason == "required" and not move.approvals,
                decides=outcome_of(move) is not None,
                final=workflow.workflow.status(move.target).kind.is_final,
                effects=tuple(f"{use.type}:{use.options.get('outcome', '')}" for use in move.actions),
                approved=bool(move.approvals),
            )
            for move in moves
            if together(move)
        ),
        procedure=workflow.name.into(spoken),
        revision_id=case.revision_id,
        language=case.language,
    )


def together(move: Transition) -> bool:
    """Whether a transition can be taken on many cases at once: it asks nothing that each case would answer by itself.

    A refusal states the facts of its case (CRPA L211-5): it is never given by the dozen.
    """
    refuses = Outcome.REFUSED in (outcome_of(move), proposed_by(move))
    return not refuses and questions(move) is None and not any(use.type in _ASKING for use in move.actions)


def versions_of(case_ids: Sequence[uuid.UUID], *, at: dt.datetime | None = None) -> list[tuple[uuid.UUID, str, int]]:
    """Id, reference and version of the cases of these ids within reach, by id: one statement, two for those `at` then.

    at: the version of that moment, as their timeline tells; 0 for a case that had none yet.
    """
    found = list(Case.objects.filter(id__in=case_ids).order_by("id").values_list("id", "reference", "version"))
    if at is None:
        return found
    noted = TimelineEntry.objects.filter(case_id__in=case_ids).order_by().values("case_id")
    changed = {
        row["case_id"]: row["before"] or 0
        for row in noted.annotate(last=Max("version"), before=Max("version", filter=Q(at__lte=at)))
        # what goes with a case without changing it (a tag, a note) keeps its version
        if row["last"] != row["before"]
    }
    return [(ident, reference, changed.get(ident, version)) for ident, reference, version in found]
