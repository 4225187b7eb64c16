"""Messages both ways, and who handles a case."""

import datetime as dt
import uuid

from parvis.access.data import RIGHTS, Right, Role
from parvis.cases.data import Actor, ActorKind, Audience, Direction, NotAllowed
from parvis.cases.domain import informing, sending
from parvis.cases.domain.writing import Writing, reachable, writing
from parvis.cases.events import CaseAssigned, MessageWritten
from parvis.cases.models import Case, Message
from parvis.cases.registry import STAND_INS
from parvis.territory.api import departments


def message(
    case_id: uuid.UUID, body: str, *, by: Actor, at: dt.datetime, subject: str = "", version: int | None = None
) -> Message:
    """Write to the other side: agents to the resident, the resident to the administration.

    Messages cross without harm, so no version is needed. Raises NotAllowed for an empty one, NotFound, Conflict.
    """
    if not body.strip():
        raise NotAllowed("an empty message")
    direction = Direction.TO_ADMINISTRATION if by.kind is ActorKind.RESIDENT else Direction.TO_RESIDENT
    with writing(case_id, by=by, at=at, version=version, mine=body) as write:
        written = write.say(body.strip(), subject=subject.strip(), direction=direction)
        tell(write, written)
    return written


def tell(write: Writing, written: Message, *, document_id: uuid.UUID | None = None, shown: bool = False) -> None:
    """State a message in the timeline and to the modules above. document_id: the sealed letter that it is, if one;
    shown: whether an e-mail holds its words too.
    """
    case = write.case
    to_resident = written.direction == Direction.TO_RESIDENT
    if to_resident:
        sending.mail_message(case, write.published, message=written, document_id=document_id, shown=shown)
    letter = {"document": str(document_id)} if document_id else {}
    write.note("message", {"direction": str(written.direction), "message": str(written.id), **letter})
    write.publish(
        MessageWritten(case.id, case.wall_id, case.organisation_id, write.at, written.id, to_resident=to_resident)
    )


def assign(
    case_id: uuid.UUID,
    *,
    by: Actor,
    at: dt.datetime,
    version: int | None,
    assignee_id: uuid.UUID | None = None,
    assignee_name: str = "",
    department_id: uuid.UUID | None = None,
    reason: str = "",
) -> Case:
    """Give the case to an agent (None: to nobody), or to another department of the same organisation, which is told
    and reads why (`reason`: for agents). The person's page says which department has it.

    What is meant for somebody who is away goes to who stands in (`registry.STAND_INS`): the case that is given back
    says who has it. Agents take cases for themselves and give back their own, and take those of somebody for whom they
    stand in; others' need the right to assign. A rule of the department hands out as a system actor. Raises NotAllowed,
    NotFound, Conflict.
    """
    with writing(case_id, by=by, at=at, version=version) as write:
        case = write.case
        rights = {right for role in by.roles_in(case.wall_id) if role in set(Role) for right in RIGHTS[Role(role)]}
        own = assignee_id in (by.person_id, None) and case.assignee_id in (by.person_id, None)
        elsewhere = department_id is not None and department_id != case.department_id
        if elsewhere and department_id not in {one.id for one in departments.of(case.organisation_id)}:
            raise NotAllowed("closed, or another organisation's department")
        able = Right.HANDLE_CASES in rights and ((own and not elsewhere) or Right.ASSIGN_CASES in rights)
        instead = ""
        if not able and by.kind is not ActorKind.SYSTEM:
            taking = assignee_id == by.person_id and not elsewhere and Right.HANDLE_CASES in rights
            if not (taking and stands_in(case, by)):
                raise NotAllowed("assign")
            instead = case.assignee_name
        if assignee_id is not None and assignee_id != by.person_id:
            for seam in STAND_INS:
                if found := seam.of(case.organisation_id, case.wall_id, assignee_id):
                    (assignee_id, assignee_name), instead = found, assignee_name
                    break
        place = department_id or case.department_id
        given(write, assignee_id, assignee_name, place, reason=reason.strip(), instead=instead)
    return case


def stands_in(case: Case, by: Actor) -> bool:
    """Whether somebody else who is away today follows the case, and `by` does their work. Two statements; none where
    nobody else follows it.
    """
    if case.assignee_id is None or case.assignee_id == by.person_id or by.person_id is None:
        return False
    found = (seam.of(case.organisation_id, case.wall_id, case.assignee_id) for seam in STAND_INS)
    return any(one is not None and one[0] == by.person_id for one in found)


def given(
    write: Writing,
    assignee_id: uuid.UUID | None,
    name: str,
    department_id: uuid.UUID,
    *,
    reason: str = "",
    instead: str = "",
) -> None:
    """Write who handles the case from now on; instead: of whom, who is away."""
    case = write.case
    if department_id != case.department_id:
        write.note("transferred", {"department": str(department_id)})
        informing.ask(case, informing.HANDED, department_id)
    write.change(assignee_id=assignee_id, assignee_name=name, department_id=department_id)
    write.note(
        "assigned",
        {
            "assignee": str(assignee_id) if assignee_id else None,
            "department": str(department_id),
            "name": name,
            **({"reason": reason} if reason else {}),
            **({"instead": instead} if instead else {}),
        },
        audience=Audience.AGENTS,
    )
    by_id = write.by.person_id
    write.publish(
        CaseAssigned(case.id, case.wall_id, case.organisation_id, write.at, department_id, assignee_id, by_id)
    )


def read(case_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> int:
    """Note that the messages to this side have been read: one statement beside the case's. How many were new."""
    case = reachable(case_id, by=by)
    theirs = Direction.TO_RESIDENT if by.kind is ActorKind.RESIDENT else Direction.TO_ADMINISTRATION
    return Message.objects.filter(case=case, direction=theirs, read_at=None).update(read_at=at)
