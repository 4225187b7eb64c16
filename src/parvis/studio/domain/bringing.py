"""Documents that come whole from elsewhere: of our shape, compared with what is there, kept as drafts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.forms.data import LocalizedText
from parvis.studio.data import Author, Document, Missing, Replace
from parvis.studio.domain import checking, differences, editing, observing, publishing
from parvis.studio.domain.elements import places, title, words
from parvis.studio.domain.operations import bounded, parse, storable, written
from parvis.studio.models import Draft
from parvis.territory.data import Sphere


def shaped(document: Document) -> Document:
    """The document as we write it. Raises pydantic.ValidationError; Refused for what is too long or can't be kept."""
    storable(document)
    return bounded(written(*parse(document)))


def domains(chosen: str = "") -> list[dict[str, Any]]:
    """The domains to choose from, none of them chosen beforehand: who reads the requests hangs on it, for good."""
    nothing = {"value": "", "text": _("Choose a domain"), "selected": not chosen}
    found = [{"value": str(one), "text": str(one.label), "selected": str(one) == chosen} for one in Sphere]
    return [nothing, *found]


class Here(NamedTuple):
    """A procedure of an organisation as it stands: its draft where it is being changed, else what is online."""

    case_type_id: uuid.UUID | None
    draft: Draft | None
    name: str
    document: Document


def here(organisation_id: uuid.UUID, slug: str, language: str) -> Here | None:
    """The organisation's own procedure at that address; None where it has none."""
    owned = next((one for one in cases.types.owned(organisation_id) if one.slug == slug), None)
    drafts = Draft.objects.filter(organisation_id=organisation_id)
    draft = drafts.filter(case_type_id=owned.id).first() if owned else drafts.filter(slug=slug).first()
    if draft is not None:
        return Here(owned.id if owned else None, draft, _name(draft.document, language), draft.document)
    if owned is None or owned.published_id is None:
        return None
    document = editing.online(owned.id, owned.published_id)
    return Here(owned.id, None, _name(document, language), document)


def _name(document: Document, language: str) -> str:
    return LocalizedText.model_validate(document["definition"]["name"]).into(language)


def changes(before: Document | None, after: Document, language: str) -> list[differences.Change]:
    """What differs, in plain words; against nothing, all that there is."""
    if before is None:
        name = after["definition"]["name"]
        flow: dict[str, Any] = {"statuses": [], "transitions": []}
        before = {"definition": {"name": name, "form": {"pages": []}, "workflow": flow}, "face": after["face"]}
    return differences.changes(before, after, language)


class Said(NamedTuple):
    """A problem beside what it concerns, in words; where: "" for what stands beside the form."""

    where: str
    text: str
    blocking: bool


def problems(organisation_id: uuid.UUID, document: Document, language: str) -> list[Said]:
    """What the checks find in a document, red examples too."""
    definition, face = parse(document)
    elements = {place.id: title(place.element, language) or place.id for place in places(document)}
    found = [*checking.check(document, definition, face), *observing.check(definition, organisation_id)]
    return [
        Said(
            elements.get(one.element) or _beside(document, one.element, language),
            one.message.into(language),
            one.blocking,
        )
        for one in found
    ]


def _beside(document: Document, element: str, language: str) -> str:
    """What a part of the workflow, or an example, is called."""
    part, colon, name = element.partition(":")
    if not colon:
        return _("Workflow") if part == "workflow" else ""
    held = document["definition"] if part == "examples" else document["definition"]["workflow"]
    found: dict[str, Any] = next((one for one in held.get(part, ()) if one["id"] == name), {})
    said = found.get("label") or found.get("agent") or found.get("name")
    return words(said, language) if isinstance(said, dict) else str(said or name)


def adopt(
    organisation_id: uuid.UUID, document: Document, slug: str, *, sphere: Sphere, by: Author, at: dt.datetime
) -> Draft:
    """A new procedure from a document of our shape. A slug that is taken gets a number. Raises Refused."""
    definition, face = parse(document)
    return editing.adopt(organisation_id, definition, slug, sphere=sphere, by=by, at=at, face=face)


def replace(organisation_id: uuid.UUID, slug: str, document: Document, *, by: Author, at: dt.datetime) -> Draft:
    """The document instead of that of the procedure at that address, as one step of its draft, which may be undone.

    Raises Missing where there is none; NoPen, Refused as any change.
    """
    found = here(organisation_id, slug, "fr")
    if found is None:
        raise Missing(slug)
    with transaction.atomic():
        draft = found.draft
        if draft is None:
            assert found.case_type_id is not None
            draft = editing.begin(organisation_id, found.case_type_id, by=by, at=at)
        operation = Replace(definition=document["definition"], face=document["face"])
        return editing.change(draft.id, operation, version=draft.version, by=by, at=at)[0]


def published(
    organisation_id: uuid.UUID, case_type_id: uuid.UUID, number: int | None
) -> tuple[Document, cases.types.RevisionFact]:
    """The document of a revision (None: the latest) of an organisation's case type, and which it is. Raises Missing."""
    past = publishing.history(organisation_id, case_type_id)
    chosen = next((one.revision for one in past if number in (None, one.revision.number)), None)
    if chosen is None:
        raise Missing(number)
    return editing.online(case_type_id, chosen.id), chosen
