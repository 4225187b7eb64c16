"""Publishing a draft, and what was published before."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from parvis.cases import api as cases
from parvis.cases.data import NotAllowed
from parvis.procedures import api as procedures
from parvis.studio.data import Author, Document, Missing, Refused
from parvis.studio.domain import checking, differences, editing, observing
from parvis.studio.domain.operations import parse, written
from parvis.studio.models import Draft, Publication
from parvis.territory.data import Sphere

LONGEST_NOTE = 1000
_MOST_CHANGES = 300


def published(draft: Draft) -> Document | None:
    """The document of what is online; None for a procedure that was never published."""
    if draft.base_id is None or draft.case_type_id is None:
        return None
    definition = cases.types.written(draft.base_id)
    offered = procedures.offerings([draft.case_type_id])
    face = offered[0].face if offered else parse(draft.document).face
    return written(definition, face)


def changes(draft: Draft, language: str) -> list[differences.Change]:
    """What publishing it would change; nothing for a procedure that was never published."""
    before = published(draft)
    return differences.changes(before, draft.document, language) if before else []


def publish(
    draft_id: uuid.UUID, *, version: int, note: str, by: Author, at: dt.datetime, despite: str = ""
) -> Publication:
    """Make it the next revision, with who, when and why; the draft is gone then. Open drafts and requests of residents
    keep their revision, procedures that were closed stay closed.

    despite: why it is published though examples are red; without it they keep it from being.

    Raises as `editing.change`; Refused for what the checks find, where nothing changed, where another revision came
    first, and for an organisation that lacks what a receipt must name (CRPA R112-11-1).
    """
    with transaction.atomic():
        draft = editing.locked(draft_id, version, by, at)
        definition, face = parse(draft.document)
        if any(one.blocking for one in checking.check(draft.document, definition, face, draft.organisation_id)):
            raise Refused(_("There still is something to correct."))
        red = {one.element for one in observing.check(definition, draft.organisation_id)}
        if red and not despite.strip():
            raise Refused(_("An example is not as expected: correct it, or say why you publish all the same."))
        before = published(draft)
        said = differences.said(before, draft.document) if before else []
        if before and not said:
            raise Refused(_("Nothing differs from what is online."))
        offering: list[uuid.UUID] = []
        if draft.case_type_id:
            if _current(draft.organisation_id, draft.case_type_id) != draft.base_id:
                raise Refused(_("Another revision was published meanwhile: give this one up, and begin anew from it."))
            offering = [one.organisation_id for one in procedures.offerings([draft.case_type_id])]
        elif _taken(draft.organisation_id, draft.slug):
            raise Refused(
                _(
                    "Your organisation already has a procedure at the address “%(slug)s”. Begin a new one under "
                    "another name, copy the pages of this one into it, then give this one up."
                )
                % {"slug": draft.slug}
            )
        try:
            made = procedures.publish(
                draft.organisation_id,
                draft.slug,
                definition=definition,
                face=face,
                sphere=Sphere(draft.sphere),
                at=at,
                offered_by=offering,
                opens=False,
            )
        except cases.NotPublishable as error:  # what other procedures have against it
            spoken = "en" if (get_language() or "fr").startswith("en") else "fr"
            raise Refused(" ".join(one.message.into(spoken) for one in error.problems)) from None
        except NotAllowed:
            raise Refused(
                _("A receipt names a telephone number and an address: the organisation’s contact lacks them.")
            ) from None
        case_type_id = made[0].case_type_id
        done = Publication.objects.create(
            organisation_id=draft.organisation_id,
            case_type_id=case_type_id,
            revision_id=cases.types.revisions(case_type_id)[0].id,
            note=note[:LONGEST_NOTE],
            despite=despite.strip()[:LONGEST_NOTE] if red else "",
            red=[one.name for one in definition.examples if f"{observing.PREFIX}{one.id}" in red],
            changes=said[:_MOST_CHANGES],
            by_id=by.id,
            by_name=by.name[:200],
            at=at,
        )
        draft.delete()
    return done


def _taken(organisation_id: uuid.UUID, slug: str) -> bool:
    """Whether the organisation has made, or offers, something at this address; closed or not."""
    made = (one.slug for one in cases.types.owned(organisation_id))
    return slug in made or any(one.slug == slug for one in procedures.of([organisation_id]))


def _current(organisation_id: uuid.UUID, case_type_id: uuid.UUID) -> uuid.UUID | None:
    return next((one.published_id for one in cases.types.owned(organisation_id) if one.id == case_type_id), None)


class Past(NamedTuple):
    """A revision with its publications from the studio, the latest first (none: it came by another way)."""

    revision: cases.types.RevisionFact
    publications: list[Publication]


def history(organisation_id: uuid.UUID, case_type_id: uuid.UUID) -> list[Past]:
    """The revisions of a case type of that organisation, the latest first. Raises Missing."""
    if not any(one.id == case_type_id for one in cases.types.owned(organisation_id)):
        raise Missing(case_type_id)
    by_revision: dict[uuid.UUID, list[Publication]] = {}
    for one in Publication.objects.filter(case_type=case_type_id, organisation_id=organisation_id).order_by("-at"):
        by_revision.setdefault(one.revision_id, []).append(one)
    return [Past(one, by_revision.get(one.id, [])) for one in cases.types.revisions(case_type_id)]


def between(older: uuid.UUID, newer: uuid.UUID, language: str) -> list[differences.Change]:
    """What differs between the definitions of two revisions."""
    face = {"title": {"fr": "–"}}
    documents = [
        {"definition": cases.types.written(one).model_dump(mode="json", exclude_defaults=True), "face": face}
        for one in (older, newer)
    ]
    return differences.changes(documents[0], documents[1], language)
