"""Keeping views: named, shared, taken back. Within the acting person's reach: policies say who sees and writes what."""

import uuid

from django.http import QueryDict
from django.utils.translation import gettext as _

from parvis.finding.data import Query
from parvis.workspace.data import Kept
from parvis.workspace.models import Start, View

#: of one's own, at most: the rail has to be read
MOST = 50
LONGEST = 8000


class NotKept(ValueError):
    """A view that can't be kept as it was said; the text says how to mend it."""


def find(view_id: uuid.UUID, person_id: uuid.UUID) -> Kept | None:
    """A view of one's own, or shared with one; None for any other."""
    row = View.objects.filter(id=view_id).first()
    return _kept(row, person_id) if row else None


def keep(
    person_id: uuid.UUID,
    name: str,
    query: Query,
    *,
    organisation_id: uuid.UUID | None = None,
    department_id: uuid.UUID | None = None,
) -> Kept:
    """Keep a new view. The sharing is checked by the caller, and by the table's policy. Raises NotKept."""
    address = _address(query)
    if View.objects.filter(person_id=person_id).count() >= MOST:
        raise NotKept(_("You keep %(num)s views already: delete one first") % {"num": MOST})
    row = View.objects.create(
        person_id=person_id,
        name=_name(name),
        address=address,
        organisation_id=organisation_id,
        department_id=department_id,
    )
    return _kept(row, person_id)


def change(
    view_id: uuid.UUID,
    person_id: uuid.UUID,
    name: str,
    *,
    organisation_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
    query: Query | None = None,
) -> None:
    """Change a view of one's own: name, with whom it is shared, its query where one is given. Raises NotKept."""
    values = {"name": _name(name), "organisation_id": organisation_id, "department_id": department_id}
    if query is not None:
        values["address"] = _address(query)
    View.objects.filter(id=view_id, person_id=person_id).update(**values)


def delete(view_id: uuid.UUID) -> bool:
    """Delete a view of one's own, or, as a supervisor, one that is shared there; whether it was there to delete."""
    return bool(View.objects.filter(id=view_id).delete()[0])


def begins_with(person_id: uuid.UUID) -> uuid.UUID | None:
    """The view on which somebody's day begins."""
    return Start.objects.filter(person_id=person_id).values_list("view_id", flat=True).first()


def begin_with(person_id: uuid.UUID, view_id: uuid.UUID | None) -> None:
    """Have somebody's day begin on a view; None: on what is to handle."""
    if view_id is None:
        Start.objects.filter(person_id=person_id).delete()
    else:
        Start.objects.update_or_create(person_id=person_id, defaults={"view_id": view_id})


def erase_person(person_id: uuid.UUID) -> int:
    """Delete what somebody kept, shared views too; acts as the owner."""
    return sum(model.objects.filter(person_id=person_id).delete()[0] for model in (View, Start))


def query_of(kept: Kept) -> Query:
    """The query of a view. Raises BadQuery where nothing reads it any more."""
    return Query.read(QueryDict(kept.address))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise NotKept(_("Give the view a name"))
    if len(name) > View._meta.get_field("name").max_length:  # type: ignore[operator]
        raise NotKept(_("Give the view a shorter name"))
    if not name.isprintable():
        raise NotKept(_("This name can’t be read"))
    return name


def _address(query: Query) -> str:
    address = query.address()
    if len(address) > LONGEST:
        raise NotKept(_("This view holds too much: use fewer filters"))
    return address


def _kept(row: View, person_id: uuid.UUID) -> Kept:
    return Kept(row.id, row.name, row.address, row.person_id == person_id, row.organisation_id, row.department_id)
