"""Writing to a draft: begun, changed one step at a time, undone, done again, given up.

Every write is one transaction on the locked row: the pen, the version that the page was drawn from, the operation, its
step, the checks of what came out.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.cases.data import CaseTypeDefinition
from parvis.forms.data import LocalizedText
from parvis.procedures import api as procedures
from parvis.procedures.data import Face
from parvis.studio.data import Author, Document, Missing, Operation, Overtaken, Refused
from parvis.studio.domain import checking, observing, patches, pen, step_operations
from parvis.studio.domain.elements import places
from parvis.studio.domain.operations import bounded, do as done, parse, storable, written
from parvis.studio.domain.starting import plain_face, starter
from parvis.studio.models import Draft, Step
from parvis.territory.data import Sphere

MOST_STEPS = 500
"""Steps that can be undone: the oldest are forgotten."""
_CHANGED = ("document", "problems", "version", "done", "changed_at", *pen.FIELDS)


def get(draft_id: uuid.UUID, organisation_id: uuid.UUID) -> Draft:
    """The draft, of that organisation. Raises Missing."""
    found = Draft.objects.filter(id=draft_id, organisation_id=organisation_id).first()
    if found is None:
        raise Missing(draft_id)
    return found


def of(organisation_id: uuid.UUID) -> list[Draft]:
    """The drafts of an organisation, without what they hold: one statement."""
    return list(Draft.objects.filter(organisation_id=organisation_id).defer("document", "reserved").order_by("slug"))


# -- beginning ------------------------------------------------------------------------------------------------------


def begin(
    organisation_id: uuid.UUID,
    case_type_id: uuid.UUID,
    *,
    by: Author,
    at: dt.datetime,
    revision_id: uuid.UUID | None = None,
) -> Draft:
    """The draft of a published procedure: that which there is, or a new one from its latest revision (or from an
    earlier one, `revision_id`, to go back to it). Raises Missing, Refused where one is begun already.
    """
    owned = next((one for one in cases.types.owned(organisation_id) if one.id == case_type_id), None)
    if owned is None or owned.published_id is None:
        raise Missing(case_type_id)
    held = Draft.objects.filter(case_type=case_type_id).first()
    if held is not None:
        if revision_id is not None:
            raise Refused(_("This procedure is being changed already: publish that first, or give it up."))
        return held
    revisions = cases.types.revisions(case_type_id)
    if revision_id is not None and revision_id not in {one.id for one in revisions}:
        raise Missing(revision_id)
    return _begun(
        Draft(
            organisation_id=organisation_id,
            case_type_id=case_type_id,
            base_id=owned.published_id,
            slug=owned.slug,
            sphere=owned.sphere,
            document=online(case_type_id, revision_id or owned.published_id),
            reserved=_ids(cases.types.written(one.id).model_dump(mode="json") for one in revisions),
        ),
        by=by,
        at=at,
    )


def online(case_type_id: uuid.UUID, revision_id: uuid.UUID) -> Document:
    """The document of a published revision, with the face that its case type has now."""
    definition = cases.types.written(revision_id)
    offered = procedures.offerings([case_type_id])
    return written(definition, offered[0].face if offered else plain_face(definition))


def create(
    organisation_id: uuid.UUID,
    title: LocalizedText,
    *,
    sphere: Sphere,
    department: str,
    by: Author,
    at: dt.datetime,
    like: uuid.UUID | None = None,
) -> Draft:
    """A new procedure: from a starter, or as a copy of the published case type `like`, of whatever organisation.

    Raises Refused where the organisation has one of that title, Missing for a `like` that is not published.
    """
    document = starter(title, department)
    if like is not None:
        published = cases.types.published(like)
        offered = procedures.offerings([like])
        if published is None or not offered:
            raise Missing(like)
        definition = cases.types.written(published.id)
        form = definition.form.model_copy(update={"title": title})
        definition = definition.model_copy(update={"name": title, "department": department, "form": form})
        face = offered[0].face.model_copy(update={"title": title, "source": offered[0].face.source, "often": 0})
        document = written(definition, face)
    slug = slugify(title.fr)[:60].strip("-") or "demarche"
    if slug in _slugs(organisation_id):
        raise Refused(_("A procedure of this name exists already: choose another name."))
    return _begun(
        Draft(organisation_id=organisation_id, slug=slug, sphere=str(sphere), document=document), by=by, at=at
    )


def adopt(
    organisation_id: uuid.UUID,
    definition: CaseTypeDefinition,
    slug: str,
    *,
    sphere: Sphere,
    by: Author,
    at: dt.datetime,
    face: Face | None = None,
) -> Draft:
    """A new procedure from a definition that was made elsewhere, as it stands: what is wrong with it is told as of any
    draft. A slug that is taken gets a number. Raises Refused for what can't be kept.
    """
    taken = _slugs(organisation_id)
    base = slugify(slug)[:60].strip("-") or "demarche"
    free, number = base, 1
    while free in taken:
        number += 1
        free = f"{base}-{number}"
    try:
        storable(definition.model_dump())  # `written` would make nothing of a number without end
        document = bounded(written(definition, face or plain_face(definition)))
    except (RecursionError, ValueError):  # deeper than pydantic writes
        raise Refused(_("This is nested too deep.")) from None
    return _begun(
        Draft(organisation_id=organisation_id, slug=free, sphere=str(sphere), document=document), by=by, at=at
    )


def _slugs(organisation_id: uuid.UUID) -> set[str]:
    """Addresses that are taken: by what the organisation made, by what it offers of another's, closed or not, and by
    what it is making."""
    made = {one.slug for one in cases.types.owned(organisation_id)}
    offered = {one.slug for one in procedures.of([organisation_id])}
    return made | offered | set(Draft.objects.filter(organisation_id=organisation_id).values_list("slug", flat=True))


def _begun(draft: Draft, *, by: Author, at: dt.datetime) -> Draft:
    draft.begun_at = draft.changed_at = at
    draft.problems = _problems(draft.organisation_id, draft.document)
    pen.take(draft, by, at=at)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:  # somebody else began it at the same moment
        held = Draft.objects.filter(organisation_id=draft.organisation_id, slug=draft.slug).first()
        if held is None:
            raise
        return held
    return draft


def _ids(definitions: Iterable[Document]) -> list[str]:
    """Ids of all that these definitions ask."""
    found: set[str] = set()
    for one in definitions:
        found |= {place.id for place in places({"definition": one})}
        found |= {key.rpartition(":")[2] for key in step_operations.paths({"definition": one}).values()}
    return sorted(found)


def _problems(organisation_id: uuid.UUID, document: Document) -> list[dict[str, object]]:
    """What the checks find, and the examples that are red."""
    definition, face = parse(document)
    found = checking.check(document, definition, face, organisation_id)
    return checking.kept([*found, *observing.check(definition, organisation_id)])


# -- changing -------------------------------------------------------------------------------------------------------


def change(
    draft_id: uuid.UUID, operation: Operation, *, version: int, by: Author, at: dt.datetime
) -> tuple[Draft, str]:
    """Do an operation and check what came out: the draft, and the element to show. What had been undone is forgotten.

    Raises Missing; NoPen; Overtaken where the draft is no longer at `version`; Refused. Nothing is written then.
    """
    with transaction.atomic():
        draft = locked(draft_id, version, by, at)
        document, focus = done(draft.document, operation, frozenset(draft.reserved))
        patch = patches.patch(draft.document, document)
        if not patch:
            return draft, focus
        Step.objects.filter(draft=draft, number__gt=draft.done).delete()
        draft.done += 1
        Step.objects.filter(draft=draft, number__lte=draft.done - MOST_STEPS).delete()
        Step.objects.create(
            draft=draft,
            organisation_id=draft.organisation_id,
            number=draft.done,
            operation=operation.model_dump(mode="json", exclude_defaults=True) | {"do": _name(operation)},
            patch=patch,
            at=at,
        )
        _keep(draft, document, at)
    return draft, focus


def _name(operation: Operation) -> str:
    return str(getattr(operation, "do", ""))


def undo(draft_id: uuid.UUID, *, version: int, by: Author, at: dt.datetime) -> Draft:
    """Take the last step back. Raises as `change`; Refused where there is none."""
    return _along(draft_id, version, by, at, lambda draft: draft.done, patches.inverse, -1)


def redo(draft_id: uuid.UUID, *, version: int, by: Author, at: dt.datetime) -> Draft:
    """Do the step that was taken back again. Raises as `undo`."""
    return _along(draft_id, version, by, at, lambda draft: draft.done + 1, lambda patch: patch, 1)


def _along(
    draft_id: uuid.UUID,
    version: int,
    by: Author,
    at: dt.datetime,
    number: Callable[[Draft], int],
    way: Callable[[patches.Patch], patches.Patch],
    by_one: int,
) -> Draft:
    with transaction.atomic():
        draft = locked(draft_id, version, by, at)
        step = Step.objects.filter(draft=draft, number=number(draft)).first()
        if step is None:
            raise Refused(_("There is nothing more in that direction."))
        document = patches.apply(way(step.patch), draft.document)
        draft.done += by_one
        _keep(draft, document, at)
    return draft


def steps(draft: Draft) -> tuple[bool, bool]:
    """Whether something can be undone, and done again: one statement."""
    numbers = set(
        Step.objects.filter(draft=draft, number__in=(draft.done, draft.done + 1)).values_list("number", flat=True)
    )
    return draft.done in numbers, draft.done + 1 in numbers


def locked(draft_id: uuid.UUID, version: int, by: Author, at: dt.datetime) -> Draft:
    """The draft, locked, at that version, the pen taken; not saved. Raises Missing, NoPen, Overtaken."""
    draft = Draft.objects.select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise Missing(draft_id)
    pen.take(draft, by, at=at)
    if draft.version != version:
        raise Overtaken(draft.version)
    return draft


def _keep(draft: Draft, document: Document, at: dt.datetime) -> None:
    draft.document = document
    draft.problems = _problems(draft.organisation_id, document)
    draft.version += 1
    draft.changed_at = at
    draft.save(update_fields=_CHANGED)


# -- the pen, and giving up -----------------------------------------------------------------------------------------


def with_pen(draft_id: uuid.UUID, act: Callable[[Draft], None]) -> Draft:
    """Do something about the pen of a draft, and keep it. Raises Missing, and what `act` raises."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(id=draft_id).first()
        if draft is None:
            raise Missing(draft_id)
        act(draft)
        draft.save(update_fields=pen.FIELDS)
    return draft


def discard(draft_id: uuid.UUID, *, version: int, by: Author, at: dt.datetime) -> None:
    """Give the draft up; what is published stays. Raises Missing, NoPen, Overtaken."""
    with transaction.atomic():
        locked(draft_id, version, by, at).delete()
