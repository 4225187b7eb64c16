"""Approvals before a step of a case: asked for, given level after level, refused with a reason; who approves for whom.

Each write locks the case, as taking a step does: of two who approve at once, the second finds what the first did.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from parvis.access.api import Colleague, colleagues
from parvis.access.data import Right
from parvis.cases import api as cases
from parvis.cases.data import Actor, Audience, NotAllowed, NotFound
from parvis.cases.registry import Proposal
from parvis.kernel import clock
from parvis.opinions.data import ApprovalState, Instead, Overtaken, Refused
from parvis.opinions.models import Approval, Delegation, Vote
from parvis.territory.api import departments
from parvis.workflows.data import Level, Transition
from parvis.workload import api as workload

MOST_WORDS = 4_000
_STANDS = (ApprovalState.AWAITED, ApprovalState.APPROVED)


@dataclass(frozen=True, slots=True)
class Turn:
    """An approval that somebody may give today: in their own name, or for `name` (instead: why)."""

    approval_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    instead: str


def approved(case_id: uuid.UUID) -> dict[str, Proposal]:
    """The steps of a case that all their levels have approved, as it stands, each with what is to be said with it. One
    statement.
    """
    found = Approval.objects.filter(case_id=case_id, state=ApprovalState.APPROVED)
    return {step: Proposal.read(kept) for step, kept in found.values_list("transition", "proposal")}


def of_case(case_id: uuid.UUID) -> list[Approval]:
    """All that was asked for a case, the latest first, with what was said. Two statements."""
    return list(Approval.objects.filter(case_id=case_id).order_by("-id").prefetch_related("votes"))


def turns(person_id: uuid.UUID) -> list[Turn]:
    """What waits for somebody's approval today, within their reach, the oldest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select approval_id, person_id, name, instead from opinions_to_approve(%s, %s) order by 1, instead",
            [person_id, clock.today()],
        )
        found = [Turn(*row) for row in cursor.fetchall()]
    own = {one.approval_id for one in found if one.person_id == person_id}
    return [one for one in found if one.person_id == person_id or one.approval_id not in own]


def level_of(level: Level, organisation_id: uuid.UUID, language: str) -> dict[str, Any]:
    """A level as an approval keeps it: with the department that it is here. Raises Refused."""
    department_id = None
    if level.department:
        try:
            department_id = departments.by_code(organisation_id, level.department).id
        except LookupError:
            raise Refused(
                _("There is no department “%(code)s” here: nobody can approve.") % {"code": level.department}
            ) from None
    return {
        "id": level.id,
        "label": level.label.into(language),
        "rights": list(level.rights),
        "department": str(department_id) if department_id else None,
        "least": level.least,
    }


def fillers(level: dict[str, Any], wall_id: uuid.UUID, people: Sequence[Colleague]) -> set[uuid.UUID]:
    """Who may approve at a level in their own name. No statement."""
    today = clock.today()
    return {
        one.person_id
        for one in people
        if wall_id in one.walls
        and Right.HANDLE_CASES in one.rights
        and one.since <= today
        and (one.until is None or one.until >= today)
        and (not level["rights"] or str(one.role) in level["rights"])
        and (level["department"] is None or str(one.department_id) == level["department"])
    }


def ask(
    case_id: uuid.UUID,
    transition_id: str,
    words: str,
    *,
    by: Actor,
    at: dt.datetime,
    version: int | None,
    said: Proposal | None = None,
) -> Approval:
    """Ask for the approval of a step with what is to be said with it: it may be taken so, and not otherwise, once all
    its levels have agreed. words: to those who approve.

    Raises Refused (nobody fills a level), Overtaken (it was asked already), Incomplete (something that the step needs
    was not said), NotAllowed, NotFound, Conflict.
    """
    with cases.beside.beside(case_id, by=by, at=at, version=version) as write:
        case = write.case
        step = next((one for one in cases.beside.to_approve(write) if one.id == transition_id), None)
        if step is None:
            raise NotAllowed(transition_id)
        if Approval.objects.filter(case_id=case.id, transition=step.id, state__in=_STANDS).exists():
            raise Overtaken(_("This was asked already."))
        proposal = cases.beside.propose(write, step, said or Proposal())
        levels = _levels(step, case.organisation_id, case.wall_id, but=by.person_id)
        approval = Approval(
            case_id=case.id,
            wall_id=case.wall_id,
            subject_id=case.subject_id,
            organisation_id=case.organisation_id,
            transition=step.id,
            levels=levels,
            words=words.strip()[:MOST_WORDS],
            proposal=proposal.kept(),
            asked_at=at,
            asked_by=by.person_id,
            asker_name=by.name,
            **_turn(levels, 0),
        )
        approval.save(force_insert=True)
        write.note(
            "approval_asked",
            {"approval": str(approval.id), "transition": step.id, "reason": approval.words},
            audience=Audience.AGENTS,
        )
        _tell_turn(approval, at=at)
    return approval


def _tell_turn(approval: Approval, *, at: dt.datetime) -> None:
    """Leave word to those whose turn it is, or to who stands in for them and holds their delegation today."""
    today, people = clock.today(), colleagues(approval.organisation_id)
    able = fillers(approval.levels[approval.level], approval.wall_id, people) - {approval.asked_by}
    told = set[uuid.UUID]()
    for one in able:
        away = workload.instead_of(approval.organisation_id, approval.wall_id, one)
        told.add(away[0] if away else one)
    given = Delegation.objects.filter(person_id__in=able, first_day__lte=today, last_day__gte=today)
    told |= set(given.values_list("to_person_id", flat=True))
    for person_id in sorted(told - {approval.asked_by}):
        workload.leave(person_id, approval.case_id, approval.wall_id, workload.APPROVE, at=at)


def _tell_end(approval: Approval, *, at: dt.datetime) -> None:
    """Leave word to who asked, once all have agreed or one has not."""
    what = {ApprovalState.APPROVED: workload.APPROVED, ApprovalState.REFUSED: workload.REFUSED}
    if approval.asked_by is not None and approval.state in what:
        wall = approval.wall_id
        workload.leave(approval.asked_by, approval.case_id, wall, what[ApprovalState(approval.state)], at=at)


def _turn(levels: Sequence[dict[str, Any]], level: int) -> dict[str, Any]:
    found = levels[level]
    department = uuid.UUID(found["department"]) if found["department"] else None
    return {"level": level, "rights": found["rights"], "department_id": department}


def _levels(
    step: Transition, organisation_id: uuid.UUID, wall_id: uuid.UUID, *, but: uuid.UUID | None
) -> list[dict[str, Any]]:
    """The levels of a step, each of which as many people can fill as it needs. Raises Refused."""
    levels = [level_of(level, organisation_id, "fr") for level in step.approvals]
    people = colleagues(organisation_id)
    for level in levels:
        able = fillers(level, wall_id, people) - {but}
        if len(able) < level["least"]:
            raise Refused(
                _("Nobody can approve here: the level “%(level)s” needs %(num)s, and there are %(able)s beside you.")
                % {"level": level["label"], "num": level["least"], "able": len(able)}
            )
    return levels


def say(
    approval_id: uuid.UUID,
    *,
    level: int,
    approves: bool,
    reason: str,
    instead_of: uuid.UUID | None,
    by: Actor,
    at: dt.datetime,
) -> Approval:
    """Approve at a level, or refuse, which ends it. level: the one that was seen; instead_of: in whose name.

    Raises Refused (a refusal without a reason), Overtaken (somebody came first), NotAllowed, NotFound.
    """
    found = Approval.objects.filter(id=approval_id).first()
    if found is None or by.person_id is None:
        raise NotFound(f"approval {approval_id}")
    reason = reason.strip()[:MOST_WORDS]
    if not approves and not reason:
        raise Refused(_("Say why: it goes back to who asked"), "reason")
    with cases.beside.beside(found.case_id, by=by, at=at) as write:
        approval = Approval.objects.select_for_update().get(id=approval_id)
        _still(approval, level)
        mine = [one for one in turns(by.person_id) if one.approval_id == approval.id]
        chosen = next((one for one in mine if one.person_id == (instead_of or by.person_id)), None)
        if chosen is None or write.case.proposer_id == by.person_id:
            raise NotAllowed("approve")
        instead = {} if chosen.person_id == by.person_id else _instead(chosen)
        vote = Vote(
            approval_id=approval.id,
            wall_id=approval.wall_id,
            subject_id=approval.subject_id,
            level=level,
            person_id=by.person_id,
            name=by.name,
            approves=approves,
            reason=reason,
            at=at,
            **instead,
        )
        vote.save(force_insert=True)
        _go_on(approval, approves=approves, at=at)
        if approval.state != ApprovalState.AWAITED:
            _tell_end(approval, at=at)
        elif approval.level != level:
            _tell_turn(approval, at=at)
        named = approval.levels[level]["label"]
        data = {"approval": str(approval.id), "transition": approval.transition, "level": named, "reason": reason}
        if instead:
            data["instead"] = chosen.instead
            data["instead_of"] = chosen.name
        write.note("approval_given" if approves else "approval_refused", data, audience=Audience.AGENTS)
    return approval


def _instead(turn: Turn) -> dict[str, Any]:
    return {"instead_id": turn.person_id, "instead_name": turn.name, "instead": Instead(turn.instead)}


def _still(approval: Approval, level: int) -> None:
    """Whether that level is still asked. Raises Overtaken."""
    if approval.state == ApprovalState.AWAITED and approval.level == level:
        return
    last = approval.votes.order_by("-id").first()
    name = last.name if last else approval.asker_name
    if approval.state == ApprovalState.REFUSED:
        raise Overtaken(_("%(name)s refused it meanwhile.") % {"name": name})
    if approval.state in (ApprovalState.AWAITED, ApprovalState.APPROVED, ApprovalState.TAKEN):
        raise Overtaken(_("%(name)s approved it meanwhile: this level has ended.") % {"name": name})
    raise Overtaken(_("This approval is no longer asked for: the request went another way."))


def _go_on(approval: Approval, *, approves: bool, at: dt.datetime) -> None:
    if not approves:
        approval.state, approval.ended_at = ApprovalState.REFUSED, at
    elif approval.votes.filter(level=approval.level, approves=True).count() >= approval.levels[approval.level]["least"]:
        if approval.level + 1 == len(approval.levels):
            approval.state, approval.ended_at = ApprovalState.APPROVED, at
        else:
            for name, value in _turn(approval.levels, approval.level + 1).items():
                setattr(approval, name, value)
    else:
        return
    approval.save(update_fields=["state", "ended_at", "level", "rights", "department_id"])


def withdraw(approval_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> Approval:
    """Ask for it no more, or give up what was approved. Raises NotFound, NotAllowed, Overtaken."""
    found = Approval.objects.filter(id=approval_id).first()
    if found is None:
        raise NotFound(f"approval {approval_id}")
    with cases.beside.beside(found.case_id, by=by, at=at) as write:
        approval = Approval.objects.select_for_update().get(id=approval_id)
        if approval.state not in _STANDS:
            raise Overtaken(_("This approval has ended already."))
        approval.state, approval.ended_at = ApprovalState.WITHDRAWN, at
        approval.save(update_fields=["state", "ended_at"])
        data = {"approval": str(approval.id), "transition": approval.transition}
        write.note("approval_withdrawn", data, audience=Audience.AGENTS)
    return approval
