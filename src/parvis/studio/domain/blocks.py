"""The library of shared blocks: kept in versions, found in procedures, newer versions offered and taken as drafts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parvis.cases import api as cases
from parvis.kernel.ids import new_id
from parvis.studio.data import Author, Document, Missing, NoPen, Overtaken, Refused, Stamp, TakeVersion
from parvis.studio.domain import clips, differences, editing, shared
from parvis.studio.domain.elements import Kind, find, kind_of
from parvis.studio.domain.operations import do
from parvis.studio.models import Draft, Shared


def library(organisation_id: uuid.UUID) -> list[Shared]:
    """The latest version of each block: one statement."""
    rows = Shared.objects.filter(organisation_id=organisation_id).order_by("key", "-number").distinct("key")
    return list(rows)


def versions(organisation_id: uuid.UUID, key: uuid.UUID) -> list[Shared]:
    """The versions of a block, the latest first. Raises Missing."""
    found = list(Shared.objects.filter(organisation_id=organisation_id, key=key).order_by("-number"))
    if not found:
        raise Missing(key)
    return found


def share(draft: Draft, element_id: str, *, version: int, by: Author, at: dt.datetime, note: str = "") -> Shared:
    """Keep an element in the library: as a new version of the block that it came from, or as a new block. It stands in
    its procedure as that version from then on.

    Raises Refused: it is gone, nothing differs from the latest version, or the block would hold itself; and as
    `editing.change`.
    """
    place = find(draft.document, element_id)
    if place is None:
        raise Refused(_("This element is no longer there."))
    element, organisation_id = shared.plain(place.element), draft.organisation_id
    origin = place.element.get("origin")
    latest = {str(one.key): one for one in library(organisation_id)}
    held = latest.get(origin["block"]) if origin else None
    key, number = (held.key, held.number + 1) if held else (new_id(), 1)
    if held and held.element == element:
        raise Refused(_("Nothing differs from the latest version of this block."))
    reached, left = set(), shared.uses(element)
    while left:
        one = left.pop()
        reached.add(one)
        if one in latest:
            left |= shared.uses(latest[one].element) - reached
    if str(key) in reached:
        raise Refused(_("This block would hold itself: take it out of what it holds first."))
    try:
        with transaction.atomic():
            made = Shared.objects.create(
                organisation_id=organisation_id,
                key=key,
                number=number,
                kind=str(kind_of(element)),
                element=element,
                note=note[:1000],
                at=at,
            )
            stamp = Stamp(id=element_id, block=str(key), version=number)
            editing.change(draft.id, stamp, version=version, by=by, at=at)
    except IntegrityError:  # two windows at once
        raise Refused(_("Somebody made a version of this block at the same moment: look at it first.")) from None
    return made


def hold(block: Shared, *, by: Author, at: dt.datetime) -> None:
    """Hold a block, to be pasted where it should go."""
    element = shared.placed(block.element, str(block.key), block.number)
    clips.keep(block.kind, element, None, by=by, at=at)


def between(before: Shared, after: Shared, language: str) -> list[differences.Change]:
    """What a version changed against the one before it."""
    return differences.changes(_around(before.element), _around(after.element), language)


def _around(element: dict[str, Any]) -> Document:
    """A document that holds an element alone."""
    kind, name = kind_of(element), {"fr": "–"}
    if kind in (Kind.BLOCK, Kind.FIELD):
        element = {"id": "around_section", "items": [element]}
    if kind is not Kind.PAGE:
        element = {"id": "around_page", "title": name, "sections": [element]}
    flow: dict[str, Any] = {"initial": "", "statuses": [], "transitions": []}
    form = {"title": name, "pages": [element]}
    return {"definition": {"name": name, "form": form, "workflow": flow}, "face": {}}


class Behind(NamedTuple):
    """A procedure in which older versions of a block stand. changes: what the latest would change there."""

    case_type_id: uuid.UUID | None
    draft_id: uuid.UUID | None
    name: dict[str, str]
    number: int
    changes: list[differences.Change]


class Use(NamedTuple):
    """A document, and where it stands."""

    case_type_id: uuid.UUID | None
    draft_id: uuid.UUID | None
    document: Document


def _documents(organisation_id: uuid.UUID) -> list[Use]:
    """What each procedure is now: its draft, or what is online. Three statements."""
    drafts = list(Draft.objects.filter(organisation_id=organisation_id).order_by("slug"))
    found = [Use(one.case_type_id, one.id, one.document) for one in drafts]
    changed = {one.case_type_id for one in drafts}
    rest = [one for one in cases.types.owned(organisation_id) if one.published_id and one.id not in changed]
    held = cases.types.as_published([one.published_id for one in rest if one.published_id])
    for one in rest:
        definition = held[one.published_id]  # type: ignore[index]  # those without were left out
        found.append(Use(one.id, None, {"definition": definition, "face": {}}))
    return found


def behind(organisation_id: uuid.UUID, past: list[Shared], language: str) -> tuple[int, list[Behind]]:
    """How many procedures use a block, of which these are the versions, and those that have an older one."""
    found, users, key = [], 0, str(past[0].key)
    for use in _documents(organisation_id):
        here = [one for one in shared.standing(use.document) if one["origin"]["block"] == key]
        if not here:
            continue
        users += 1
        older = [one["origin"]["version"] for one in here if one["origin"]["version"] < past[0].number]
        if older:
            after = use.document
            for operation in _operations(use.document, past):
                after = do(after, operation).document if use.document["face"] else _alone(after, operation)
            name = use.document["definition"]["name"]
            changes = differences.changes(use.document, after, language)
            found.append(Behind(use.case_type_id, use.draft_id, name, min(older), changes))
    return users, found


def _alone(document: Document, operation: TakeVersion) -> Document:
    """The operation done to a definition without its face."""
    face = {"title": {"fr": "–"}, "summary": {"fr": "–"}, "subject": {"fr": "–"}, "audience": {"fr": "–"}}
    return {**do({**document, "face": face}, operation).document, "face": {}}


def _operations(document: Document, past: list[Shared]) -> list[TakeVersion]:
    """What brings a document to the latest version; a version that is not known here is taken over as it stands."""
    known = {one.number: one.element for one in past}
    latest, key = past[0], str(past[0].key)
    return [
        TakeVersion(
            id=str(one["id"]),
            base=known.get(one["origin"]["version"], latest.element),
            element=latest.element,
            version=latest.number,
        )
        for one in shared.standing(document)
        if one["origin"]["block"] == key and one["origin"]["version"] < latest.number
    ]


def take(
    organisation_id: uuid.UUID, key: uuid.UUID, wanted: uuid.UUID | None, *, by: Author, at: dt.datetime
) -> tuple[int, list[str]]:
    """Take the latest version in the procedure of that case type or draft (None: in all), as drafts: in how many, and
    the names of those that somebody else is changing. Raises Missing.
    """
    past = versions(organisation_id, key)
    done, not_done = 0, []
    for use in _documents(organisation_id):
        if wanted not in (None, use.case_type_id, use.draft_id) or not _operations(use.document, past):
            continue
        try:
            with transaction.atomic():
                _take(organisation_id, use, past, by, at)
        except (NoPen, Overtaken, Refused):
            not_done.append(str(use.document["definition"]["name"]["fr"]))
        else:
            done += 1
    return done, not_done


def _take(organisation_id: uuid.UUID, use: Use, past: list[Shared], by: Author, at: dt.datetime) -> None:
    if use.draft_id is not None:
        draft = editing.get(use.draft_id, organisation_id)
    else:
        assert use.case_type_id is not None
        draft = editing.begin(organisation_id, use.case_type_id, by=by, at=at)
    for operation in _operations(draft.document, past):
        draft, _focus = editing.change(draft.id, operation, version=draft.version, by=by, at=at)
