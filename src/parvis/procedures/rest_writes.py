"""Submitting requests through the API: files first, into a draft, then the answers, by the rules of the form."""

import datetime as dt
import uuid
from contextlib import closing
from typing import Any, Literal, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import ConfigDict, Field

from parvis.apiplatform.api import WRITE_REFUSALS, Token, caller, language
from parvis.apiplatform.data import Caller, Mistake, Problem, Scope
from parvis.cases import api as cases
from parvis.cases.data import Actor, ActorKind, Channel, Conflict, Incomplete, NotAllowed, NotFound
from parvis.files import api as files
from parvis.forms.api import around
from parvis.kernel import clock
from parvis.kernel.clock import PARIS
from parvis.procedures.data import NotOpen
from parvis.procedures.domain import availability
from parvis.procedures.rest import one_of

router = Router()
_SUBMITS = Token(Scope.CASES_SUBMIT)


class DraftIn(Schema):
    """A request to be submitted, to which files are brought first."""

    model_config = ConfigDict(extra="forbid")

    procedure: str = Field(min_length=1, max_length=80, description="Slug of the procedure")
    language: Literal["fr", "en"] = "fr"


class DraftOut(Schema):
    """A draft of the token's own; forgotten after ninety days."""

    id: uuid.UUID


class FileKeptOut(Schema):
    """A file that was kept: to be named by its id in the answer to its question, as `[{"id": …}]`."""

    id: uuid.UUID
    size: int
    media_type: str
    sha256: str


class CaseIn(DraftIn):
    """A request. answers: by the schema of the procedure; received_on: the day it came, within the last year."""

    answers: dict[str, Any]
    received_on: dt.date | None = None
    draft: uuid.UUID | None = Field(None, description="The draft that holds its files")


class SubmittedOut(Schema):
    """The case that was made. Its receipt is sent as one that came online would be."""

    id: uuid.UUID
    reference: str
    version: int
    received_on: dt.date
    due_on: dt.date | None


def _actor(who: Caller) -> Actor:
    roles = {wall: frozenset({"agent"}) for wall in who.walls}
    return Actor(ActorKind.AGENT, name=who.name, person_id=who.id, roles=roles)


def _begin(who: Caller, slug: str, spoken: str, received_on: dt.date | None = None) -> Any:
    """A draft of the published revision. Raises Problem."""
    found, reached = one_of(who, slug)
    if not found.is_open:
        raise Problem("not-allowed", _("This procedure takes no requests now."))
    return cases.drafts.start(
        reached.case_type_id,
        reached.organisation_id,
        by=_actor(who),
        at=clock.now(),
        channel=Channel.API,
        language=spoken,
        received_on=received_on,
    )


def _own(draft_id: uuid.UUID) -> Any:
    """A draft of the token's. Raises Problem."""
    try:
        return cases.drafts.load(draft_id)
    except NotFound:
        raise Problem("missing") from None


@router.post("/drafts", response={201: DraftOut, **WRITE_REFUSALS}, summary="Begin a request with files", auth=_SUBMITS)
def begin(request: HttpRequest, draft: DraftIn) -> Any:
    """Needed only where files go with it."""
    return Status(201, {"id": _begin(caller(request), draft.procedure, draft.language).id})


@router.post(
    "/drafts/{uuid:draft_id}/files",
    response={201: FileKeptOut, **WRITE_REFUSALS},
    summary="Bring a file",
    auth=_SUBMITS,
)
def bring(request: HttpRequest, draft_id: uuid.UUID, field: Form[str], file: File[UploadedFile]) -> Any:
    """`multipart/form-data`: `field`, the id of the question (`block.question` in a block), and `file`. It is looked
    into as one from a page is: pictures are drawn anew, what is no picture, PDF or office document is refused.
    """
    loaded = _own(draft_id)
    form = loaded.published.form
    question = next((one for one in form.files if field == _name(one)), None)
    if question is None:
        raise Problem("invalid", errors=[Mistake(_("The form asks for no files there"), parameter="field")])
    spooled = cast(files.Spooled, file)
    options = question.asked[language(request)].options
    try:
        with closing(spooled):
            kept = cases.attachments.add(
                loaded.draft, question.html_id((0,) * len(question.blocks)), options, spooled, at=clock.now()
            )
    except files.FileRefused as refused:
        words = cases.taking.message(refused.reason, spooled.said_name, options)
        raise Problem("invalid", errors=[Mistake(words, parameter="file")]) from None
    except files.FilesBusy:
        raise Problem("unavailable", headers={"Retry-After": "30"}) from None
    except cases.attachments.TooMuch:
        raise Problem("too-large") from None
    except NotAllowed:
        raise Problem("conflict", _("This request was sent already.")) from None
    value = cases.attachments.value(kept)
    return Status(201, {name: value[name] for name in ("id", "size", "media_type", "sha256")})


def _name(question: Any) -> str:
    return str(question.name)


@router.post("/cases", response={201: SubmittedOut, **WRITE_REFUSALS}, summary="Submit a request", auth=_SUBMITS)
def submit(request: HttpRequest, asked: CaseIn) -> Any:
    """The answers are held to the rules of the form, conditions included; a draft that was submitted gives its case."""
    who = caller(request)
    _check_day(asked.received_on)
    if asked.draft:
        loaded = _own(asked.draft)
        _found, reached = one_of(who, asked.procedure)
        if loaded.draft.case_type_id != reached.case_type_id:
            raise Problem("invalid", errors=[Mistake(_("This draft is another procedure’s"), pointer="/draft")])
        if asked.received_on:
            raise Problem("invalid", errors=[Mistake(_("A draft is received when it is sent"), pointer="/received_on")])
        draft, published = loaded.draft, loaded.published
    else:
        draft = _begin(who, asked.procedure, asked.language, asked.received_on)
        published = cases.types.load(draft.revision_id)
    if not draft.case_id:
        known = {str(one.id): cases.attachments.value(one) for one in cases.attachments.of_draft(draft.id).values()}
        with around({"organisation": str(draft.organisation_id)}):
            answers, wrong = published.form.accepted(asked.answers, known, language(request))
        if wrong:
            raise Problem("invalid", errors=[Mistake(words, pointer=f"/answers{at}") for at, words in wrong.items()])
        try:
            cases.drafts.save(draft.id, answers, page="", version=draft.version, by=_actor(who), at=clock.now())
        except (NotAllowed, Conflict):  # sent once more while the first call was under way
            raise Problem("in-progress", headers={"Retry-After": "1"}) from None
    try:
        made = availability.submit(draft, by=_actor(who), at=clock.now())
    except NotOpen:
        raise Problem("not-allowed", _("This procedure takes no requests now.")) from None
    except Incomplete as incomplete:
        mistakes = [
            Mistake(words, pointer=f"/answers{published.form.pointer(html_id)}")
            for messages in incomplete.errors.values()
            for html_id, words in messages.items()
        ]
        raise Problem("invalid", errors=mistakes) from None
    (record,) = cases.streaming.records([made.case_id], answers=False)
    if record.wall_id not in who.walls:
        raise Problem("not-allowed", _("Its answers lead to a service that this token does not reach."))
    return Status(
        201,
        {
            "id": record.id,
            "reference": record.reference,
            "version": record.version,
            "received_on": record.received_on,
            "due_on": record.due_on,
        },
    )


def _check_day(day: dt.date | None) -> None:
    if day is not None:
        today = clock.now().astimezone(PARIS).date()
        if not today - cases.entering.OLDEST <= day <= today:
            words = _("A day of the last year, today at the latest")
            raise Problem("invalid", errors=[Mistake(words, pointer="/received_on")])
