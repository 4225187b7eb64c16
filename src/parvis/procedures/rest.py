"""Procedures through the API: what an organisation offers, and what its forms take. See docs/develop/api.md."""

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from parvis.apiplatform.api import REFUSALS, Token, caller, language
from parvis.apiplatform.data import Caller, Problem, Scope
from parvis.cases import api as cases
from parvis.procedures.data import Offered
from parvis.procedures.domain import catalogue, schemas

router = Router()
_READS = Token(Scope.PROCEDURES_READ)


class ProcedureOut(Schema):
    """A procedure that the organisation offers and the token reaches."""

    slug: str
    title: str
    summary: str
    subject: str
    audience: str
    open: bool = Field(description="Whether requests are taken now")
    revision: uuid.UUID = Field(description="The published form and workflow")


def _out(found: Offered, revision_id: uuid.UUID) -> dict[str, Any]:
    return {
        "slug": found.slug,
        "title": found.title,
        "summary": found.summary,
        "subject": found.subject,
        "audience": found.audience,
        "open": found.is_open,
        "revision": revision_id,
    }


def handled(who: Caller) -> dict[uuid.UUID, cases.types.Handled]:
    """What the caller reaches, by case type: one statement."""
    return {
        one.case_type_id: one for one in cases.types.handled(who.walls) if one.organisation_id == who.organisation_id
    }


def one_of(who: Caller, slug: str) -> tuple[Offered, cases.types.Handled]:
    """The procedure of that slug, if the caller reaches it: two statements. Raises Problem."""
    reached = handled(who)
    for found in catalogue.of([who.organisation_id]):
        if found.slug == slug and found.case_type_id in reached:
            return found, reached[found.case_type_id]
    raise Problem("missing")


@router.get("/procedures", response={200: list[ProcedureOut], **REFUSALS}, summary="Procedures", auth=_READS)
def read_procedures(request: HttpRequest) -> Any:
    """What the organisation offers within the token's spheres, closed ones too."""
    who = caller(request)
    reached = handled(who)
    return [
        _out(one, reached[one.case_type_id].published_id)
        for one in catalogue.of([who.organisation_id])
        if one.case_type_id in reached
    ]


@router.get("/procedures/{slug:slug}", response={200: ProcedureOut, **REFUSALS}, summary="A procedure", auth=_READS)
def read_procedure(request: HttpRequest, slug: str) -> Any:
    """One of them."""
    found, reached = one_of(caller(request), slug)
    return _out(found, reached.published_id)


@router.get(
    "/procedures/{slug:slug}/schema",
    response={200: dict[str, Any], **REFUSALS},
    summary="What its form takes",
    auth=_READS,
)
def read_schema(request: HttpRequest, slug: str) -> Any:
    """JSON Schema (2020-12) of the answers of the published form. What conditions require, a schema does not say."""
    _found, reached = one_of(caller(request), slug)
    return cases.types.load(reached.published_id).form.json_schema(language(request))


@router.get("/procedure-schema", response={200: dict[str, Any], **REFUSALS}, summary="What a procedure is", auth=_READS)
def read_definition_schema(request: HttpRequest) -> Any:
    """JSON Schema (2020-12) of a definition and its face, as packages hold them."""
    return schemas.of_definitions()


@router.get(
    "/revisions/{uuid:revision_id}/schema",
    response={200: dict[str, Any], **REFUSALS},
    summary="What the form of a revision takes",
    auth=_READS,
)
def read_revision(request: HttpRequest, revision_id: uuid.UUID) -> Any:
    """JSON Schema of the answers of a case that keeps this revision, which may be an older one."""
    found = cases.types.find(revision_id)
    if found is None or found.case_type_id not in handled(caller(request)):
        raise Problem("missing")
    return found.form.json_schema(language(request))
