"""Writing to a case through the API: messages, transitions, decisions. The programme's name stands in the timeline."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from parvis.apiplatform.api import REFUSALS, WRITE_REFUSALS, Token, caller, expected, language
from parvis.apiplatform.data import Mistake, Problem, Scope
from parvis.cases import rest_shapes as shapes
from parvis.cases.data import Conflict, Full, Incomplete, Kind, LimitReached, NotAllowed, NotFound, Outcome
from parvis.cases.domain import desk, messaging, moving, revisions
from parvis.cases.domain.deciding import outcome_of
from parvis.cases.models import Case
from parvis.cases.registry import NotAsApproved
from parvis.cases.rest import actor, case_of
from parvis.forms.api import CompiledForm, around, compiled
from parvis.kernel import clock
from parvis.workflows.api import questions
from parvis.workflows.data import Transition

router = Router()
_WRITES = Token(Scope.CASES_WRITE)
_LONGEST = 20_000


class MessageIn(Schema):
    """Words to the person concerned: kept in the file, and sent on the way that they chose."""

    model_config = ConfigDict(extra="forbid")

    body: str = Field(min_length=1, max_length=_LONGEST)
    subject: str = Field("", max_length=300)


class Said(Schema):
    """What is said with a transition. said: answers to its questions, by their ids."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=_LONGEST, description="Words to the person concerned")
    grounds: list[str] = Field([], max_length=50, description="Of a refusal: ids of legal grounds")
    said: dict[str, Any] = Field({}, description="Answers to the questions of the transition, by id")


class MoveIn(Said):
    """A transition of the workflow, by its id."""

    transition: str = Field(min_length=1, max_length=60)


class DecisionIn(Said):
    """A decision: the transition that gives this outcome is taken."""

    outcome: Literal["accepted", "refused", "closed"]


class WrittenOut(Schema):
    """Where the case stands now. To be read anew for more."""

    id: uuid.UUID
    reference: str
    version: int
    status: shapes.StatusOut


class MessageWrittenOut(Schema):
    """A message that was written."""

    id: uuid.UUID
    version: int


@contextmanager
def _refusing(request: HttpRequest, version: int | None) -> Iterator[None]:
    """Refusals of the spine in the API's words."""
    try:
        yield
    except NotFound:
        raise Problem("missing") from None
    except Conflict as conflict:
        raise Problem("changed", version=conflict.version) from None
    except Incomplete as incomplete:
        raise Problem("invalid", errors=_mistakes(incomplete.errors)) from None
    except LimitReached as reached:
        words = _("The yearly limit is reached: %(limit)s.")
        raise Problem("conflict", words % {"limit": reached.remaining.limit.label.into(language(request))}) from None
    except Full as full:
        words = _("Not enough is left: %(label)s, %(left)d.")
        raise Problem("conflict", words % {"label": full.label, "left": full.left}) from None
    except NotAsApproved:
        words = _("It is not what was approved: leave out what is said with it, or have it approved anew.")
        raise Problem("conflict", words) from None
    except NotAllowed:
        raise Problem("not-allowed") from None


def _mistakes(errors: Mapping[str, Mapping[str, str]]) -> list[Mistake]:
    """What a transition lacks: its reason and grounds by name, its questions by theirs."""
    found = []
    for messages in errors.values():
        for name, words in messages.items():
            plain = name if name in ("reason", "grounds") else f"said/{name.removeprefix('f-').split('-', 1)[0]}"
            found.append(Mistake(words, pointer=f"/{plain}"))
    return found


def _written(request: HttpRequest, case: Case) -> dict[str, Any]:
    published = revisions.load(case.revision_id)
    request.version = case.version  # type: ignore[attr-defined]
    return {
        "id": case.id,
        "reference": case.reference,
        "version": case.version,
        "status": shapes.status_of(published, case.status, case.kind),
    }


@router.get(
    "/cases/{uuid:case_id}/transitions",
    response={200: list[shapes.MoveOut], **REFUSALS},
    summary="What may be done with it now",
    auth=_WRITES,
)
def read_transitions(request: HttpRequest, case_id: uuid.UUID) -> Any:
    """Transitions of its workflow that an agent may take; those that decide need the scope cases:decide."""
    case = case_of(request, case_id)
    moves = desk.offered(case, by=actor(request), at=clock.now())
    return [_move(move, language(request)) for move in moves]


def _move(move: Transition, spoken: str) -> dict[str, Any]:
    definition = questions(move)
    outcome = outcome_of(move)
    return {
        "id": move.id,
        "label": move.label.into(spoken),
        "reason": move.reason,
        "decides": str(outcome) if outcome else None,
        "said": CompiledForm(definition).json_schema(spoken) if definition else None,
    }


@router.post(
    "/cases/{uuid:case_id}/messages",
    response={201: MessageWrittenOut, **WRITE_REFUSALS},
    summary="Write to the person",
    auth=_WRITES,
)
def write_message(request: HttpRequest, case_id: uuid.UUID, written: MessageIn) -> Any:
    """If-Match is not needed: messages cross without harm."""
    version = expected(request, needed=False)
    with _refusing(request, version):
        if not written.body.strip():
            raise Problem("invalid", errors=[Mistake(_("This is missing"), pointer="/body")])
        made = messaging.message(
            case_id, written.body, by=actor(request), at=clock.now(), subject=written.subject, version=version
        )
    return Status(201, {"id": made.id, "version": made.case.version})


@router.post(
    "/cases/{uuid:case_id}/transitions",
    response={200: WrittenOut, **WRITE_REFUSALS},
    summary="Move it on",
    auth=_WRITES,
)
def take_transition(request: HttpRequest, case_id: uuid.UUID, move: MoveIn) -> Any:
    """Needs If-Match. One that decides needs the scope cases:decide, too. One that agents had to approve does what they
    approved: nothing is said with it, or the very same.
    """
    return _take(request, case_id, move, lambda one: one.id == move.transition)


@router.post(
    "/cases/{uuid:case_id}/decision",
    response={200: WrittenOut, **WRITE_REFUSALS},
    summary="Decide it",
    auth=Token(Scope.CASES_DECIDE),
)
def decide(request: HttpRequest, case_id: uuid.UUID, decision: DecisionIn) -> Any:
    """Needs If-Match. Its document is made by the press and appears among the files once it is sealed."""
    return _take(request, case_id, decision, lambda one: outcome_of(one) is Outcome(decision.outcome))


def _take(request: HttpRequest, case_id: uuid.UUID, move: Said, wanted: Any) -> Any:
    version = expected(request, needed=True)
    by, now = actor(request), clock.now()
    with _refusing(request, version):
        case = case_of(request, case_id)
        if version is not None and version != case.version:
            raise Problem("changed", version=case.version)
        chosen = next((one for one in desk.offered(case, by=by, at=now) if wanted(one)), None)
        if chosen is None:
            raise Problem("not-allowed")
        if chosen.four_eyes or any(use.type == "confirm" for use in chosen.actions):
            raise Problem("not-allowed")  # a programme is nobody's second pair of eyes
        ends = case.kind == Kind.DECIDED or any(use.type == "revoke" for use in chosen.actions)
        if (outcome_of(chosen) or ends) and Scope.CASES_DECIDE not in caller(request).scopes:
            raise Problem("missing-scope", _("It needs the scope %(scope)s.") % {"scope": Scope.CASES_DECIDE})
        taken = moving.transition(
            case_id,
            chosen.id,
            by=by,
            at=now,
            version=case.version if version is None else version,
            reason=move.reason,
            grounds=move.grounds,
            said=_answers(chosen, case, move.said, language(request)),
        )
    return _written(request, taken)


def _answers(chosen: Transition, case: Case, said: dict[str, Any], spoken: str) -> dict[str, Any]:
    """What was said, as the questions of the transition take it. Raises Problem."""
    definition = questions(chosen)
    if definition is None:
        if said:
            raise Problem("invalid", errors=[Mistake(_("This transition asks nothing"), pointer="/said")])
        return {}
    form = compiled(definition, (revisions.load(case.revision_id).id, chosen.id))
    with around({"organisation": str(case.organisation_id)}):
        answers, wrong = form.accepted(said, {}, spoken)
    if wrong:
        raise Problem("invalid", errors=[Mistake(words, pointer=f"/said{place}") for place, words in wrong.items()])
    return answers
