"""What every page of a passage stands on: the procedure of the site's organisation, the passage, who acts."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.http import Http404, HttpRequest

from parvis.access.api import Right, standing
from parvis.cases import api as cases
from parvis.procedures import api as procedures
from parvis.revising.models import Passage
from parvis.studio.api import author, language, organisation
from parvis.territory.data import Organisation


class Procedure(NamedTuple):
    """A procedure that the organisation made."""

    organisation: Organisation
    id: uuid.UUID
    name: str
    number: int


def procedure(request: HttpRequest, case_type_id: uuid.UUID) -> Procedure:
    """The published procedure of that id, of this site's organisation. Raises Http404."""
    here = organisation(request)
    owned = next((one for one in cases.types.owned(here.id) if one.id == case_type_id), None)
    if owned is None or owned.published_id is None:
        raise Http404
    offered = procedures.offerings([case_type_id])
    title = offered[0].face.title if offered else cases.types.load(owned.published_id).definition.name
    return Procedure(here, owned.id, title.into(language()), owned.number or 0)


def passage(request: HttpRequest, case_type_id: uuid.UUID, passage_id: uuid.UUID) -> Passage:
    """The passage, of that procedure and organisation. Raises Http404."""
    found = Passage.objects.filter(
        id=passage_id, case_type=case_type_id, organisation_id=organisation(request).id
    ).first()
    if found is None:
        raise Http404
    return found


def read_by(request: HttpRequest) -> frozenset[uuid.UUID]:
    """The walls whose requests the acting person may read as an agent."""
    held = (one for one in standing(request).memberships if Right.READ_CASES in one.rights)
    return frozenset(wall for one in held for wall in one.walls)


__all__ = ["Procedure", "author", "language", "organisation", "passage", "procedure", "read_by"]
