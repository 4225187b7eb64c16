"""Preparing requests through the API: answers, and a link by which one person claims, changes and sends them."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from parvis.apiplatform.api import WRITE_REFUSALS, Token, caller, language
from parvis.apiplatform.data import Mistake, Problem, Scope
from parvis.cases import api as cases
from parvis.cases.data import NotFound
from parvis.forms.api import around
from parvis.kernel import clock
from parvis.procedures.rest import one_of
from parvis.territory.api import sites

router = Router()
_PREPARES = Token(Scope.CASES_PREFILL)


class PrefillIn(Schema):
    """Answers by the schema of the procedure, any part of them; no files."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any]
    language: Literal["fr", "en"] = "fr"
    days: int = Field(30, ge=1, le=60, description="For how long the link can be used")


class PrefillOut(Schema):
    """Where the person claims it. The address holds a secret and works once: give it to that person alone."""

    id: uuid.UUID
    address: str
    expires_at: dt.datetime


@router.post(
    "/procedures/{slug:slug}/prefills",
    response={201: PrefillOut, **WRITE_REFUSALS},
    summary="Prepare a request",
    auth=_PREPARES,
)
def prepare(request: HttpRequest, slug: str, prefill: PrefillIn) -> Any:
    """The person who opens the address reads who prepared what, and takes it or throws it away. They may change every
    answer, and send the request themselves: nothing is one before. What nobody claims in time is deleted.
    """
    who = caller(request)
    found, reached = one_of(who, slug)
    if not found.is_open:
        raise Problem("not-allowed", _("This procedure takes no requests now."))
    form = cases.types.load(reached.published_id).form
    with around({"organisation": str(reached.organisation_id)}):
        answers, wrong = form.accepted(prefill.answers, {}, language(request), prepared=True)
    if wrong:
        raise Problem("invalid", errors=[Mistake(words, pointer=f"/answers{at}") for at, words in wrong.items()])
    at = clock.now()
    until = at + dt.timedelta(days=prefill.days)
    try:
        draft, secret = cases.prefills.prepare(
            reached.case_type_id,
            reached.organisation_id,
            answers,
            by=who.name,
            at=at,
            until=until,
            language=prefill.language,
        )
    except NotFound:
        raise Problem("missing") from None
    site = sites.of(reached.organisation_id)
    address = sites.url(site, reverse("procedures:claim", args=[secret]))
    return Status(201, {"id": draft.id, "address": address, "expires_at": until})
