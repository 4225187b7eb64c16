"""Case types, and the organisations that handle them."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from parvis.access.api import wall_for
from parvis.cases.data import NotAllowed, NotFound
from parvis.cases.definition import CaseTypeDefinition, LawReading, Silence
from parvis.cases.domain import card_givers
from parvis.cases.domain.attesting import attestations, confirm_readings, confirm_silence, said_of
from parvis.cases.domain.handling import department_of, readings_of, route, silence_of, unconfirmed
from parvis.cases.domain.imagining import calendar, imagine, ready
from parvis.cases.domain.revisions import Published, load, publish
from parvis.cases.models import Case, CaseType, Handling, Revision
from parvis.territory.api import organisations
from parvis.territory.data import Sphere

__all__ = [
    "Handled",
    "Offered",
    "Published",
    "Reading",
    "attestations",
    "calendar",
    "confirm_readings",
    "confirm_silence",
    "department_of",
    "ensure",
    "find",
    "handle",
    "handled",
    "imagine",
    "in_use",
    "load",
    "offered",
    "owned",
    "publish",
    "published",
    "readings",
    "readings_of",
    "ready",
    "revisions",
    "route",
    "said_of",
    "slug",
    "written",
]


def ensure(organisation_id: uuid.UUID, slug: str, *, sphere: Sphere, at: dt.datetime, shared: bool = False) -> CaseType:
    """The organisation's case type of that slug, made at first need."""
    found, _ = CaseType.objects.get_or_create(
        organisation_id=organisation_id,
        slug=slug,
        defaults={"sphere": str(sphere), "shared": shared, "created_at": at},
    )
    return found


def handle(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> Handling:
    """Have an organisation handle a case type: behind its own wall of the type's sphere.

    Raises NotAllowed if the type is another organisation's and not shared, or if the organisation has no telephone
    number or address that a receipt must name.
    """
    case_type = CaseType.objects.get(id=case_type_id)
    contact = organisations.get(organisation_id).contact
    if not contact.phone or not (contact.email or contact.address):
        raise NotAllowed(
            "a receipt names a telephone number and an address (CRPA R112-11-1): the organisation has none"
        )
    if case_type.organisation_id != organisation_id and not case_type.shared:
        raise NotAllowed(f"{case_type.slug} is not shared")
    found, made = Handling.objects.get_or_create(
        case_type=case_type,
        organisation_id=organisation_id,
        defaults={"wall_id": wall_for(organisation_id, case_type.sphere)},
    )
    if made and case_type.published_id:
        card_givers.changed(load(case_type.published_id).definition)
    return found


class Reading(NamedTuple):
    """What no answer means for a case type in one organisation, beside how the definition reads the law.

    said: what residents are told; confirmed: whether the organisation's authority has confirmed it; unconfirmed: the
    definition's other readings that it has not.
    """

    case_type_id: uuid.UUID
    published: Published
    said: Silence | None
    confirmed: bool
    unconfirmed: tuple[LawReading, ...] = ()


def readings(organisation_id: uuid.UUID) -> list[Reading]:
    """The readings of silence of everything that an organisation handles: one statement."""
    rows = Handling.objects.select_related("case_type").filter(
        organisation_id=organisation_id, case_type__published__isnull=False
    )
    found = []
    for row in rows.order_by("case_type__slug"):
        published = load(row.case_type.published_id)
        said = silence_of(published.definition, row)
        confirmed = said is not None and said.confirmed
        waiting = unconfirmed(published.definition, row)
        found.append(Reading(row.case_type_id, published, said, confirmed, waiting))
    return found


class Offered(NamedTuple):
    """A published case type as one organisation handles it."""

    published: Published
    silence: Silence | None
    department_id: uuid.UUID


def offered(case_type_id: uuid.UUID, organisation_id: uuid.UUID) -> Offered:
    """What a start page says of it: one statement. Raises NotFound if nothing is published or handled there."""
    try:
        handling = Handling.objects.select_related("case_type").get(
            case_type=case_type_id, organisation_id=organisation_id, case_type__published__isnull=False
        )
    except Handling.DoesNotExist:
        raise NotFound(f"case type {case_type_id} in {organisation_id}") from None
    found = load(handling.case_type.published_id)
    department_id = department_of(organisation_id, found.definition.department)
    return Offered(found, silence_of(found.definition, handling), department_id)


class Handled(NamedTuple):
    """A published case type behind one wall."""

    slug: str
    case_type_id: uuid.UUID
    organisation_id: uuid.UUID
    wall_id: uuid.UUID
    published_id: uuid.UUID


def handled(walls: Collection[uuid.UUID]) -> list[Handled]:
    """The published case types that are handled behind these walls: one statement."""
    rows = Handling.objects.filter(wall_id__in=list(walls), case_type__published__isnull=False)
    columns = ("case_type__slug", "case_type_id", "organisation_id", "wall_id", "case_type__published_id")
    return [Handled(*row) for row in rows.order_by("case_type__slug", "organisation_id").values_list(*columns)]


def slug(case_type_id: uuid.UUID) -> str:
    """The case type's slug. Raises CaseType.DoesNotExist."""
    return CaseType.objects.values_list("slug", flat=True).get(id=case_type_id)


def published(case_type_id: uuid.UUID) -> Published | None:
    """The case type's published revision, if it has one."""
    revision_id = CaseType.objects.filter(id=case_type_id).values_list("published", flat=True).first()
    return load(revision_id) if revision_id else None


def find(revision_id: uuid.UUID) -> Published | None:
    """The published revision of that id, if there is one."""
    try:
        return load(revision_id)
    except Revision.DoesNotExist:
        return None


def in_use(case_type_id: uuid.UUID) -> bool:
    """Whether a case of that type has been submitted, as far as the acting reach goes."""
    return Case.objects.filter(case_type=case_type_id).exists()


class Owned(NamedTuple):
    """A case type of an organisation, with its published revision."""

    id: uuid.UUID
    slug: str
    sphere: str
    shared: bool
    published_id: uuid.UUID | None
    number: int | None
    published_at: dt.datetime | None


def owned(organisation_id: uuid.UUID) -> list[Owned]:
    """The case types that an organisation made, by slug: one statement."""
    columns = ("id", "slug", "sphere", "shared", "published_id", "published__number", "published__published_at")
    rows = CaseType.objects.filter(organisation_id=organisation_id).order_by("slug").values_list(*columns)
    return [Owned(*row) for row in rows]


class RevisionFact(NamedTuple):
    """A published revision, without what it holds."""

    id: uuid.UUID
    number: int
    published_at: dt.datetime


def revisions(case_type_id: uuid.UUID) -> list[RevisionFact]:
    """The revisions of a case type, the latest first: one statement."""
    rows = Revision.objects.filter(case_type=case_type_id).order_by("-number")
    return [RevisionFact(*row) for row in rows.values_list("id", "number", "published_at")]


def as_published(revision_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """The definitions of these revisions as JSON, what was never set left out: one statement."""
    rows = Revision.objects.filter(id__in=list(revision_ids)).values_list("id", "definition")
    return {
        key: CaseTypeDefinition.model_validate(held).model_dump(mode="json", exclude_defaults=True)
        for key, held in rows
    }


def written(revision_id: uuid.UUID) -> CaseTypeDefinition:
    """The definition of a revision as it was published, without what the engine adds. Raises Revision.DoesNotExist."""
    return CaseTypeDefinition.model_validate(Revision.objects.values_list("definition", flat=True).get(id=revision_id))
