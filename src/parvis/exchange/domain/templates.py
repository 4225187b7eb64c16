"""Templates of exports: kept, shared, changed, deleted. Policies say who sees and writes what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.exchange.data import Format, NotPossible, Options, Template as Kept
from parvis.exchange.models import Template

#: of one's own, at most: they stand in one list
MOST = 50


def within_reach(person_id: uuid.UUID, organisation_id: uuid.UUID | None) -> list[Kept]:
    """One's own and those shared with one, by name; on an organisation's site none that is shared elsewhere."""
    rows = Template.objects.order_by("name", "id")
    if organisation_id is not None:
        rows = rows.filter(Q(person_id=person_id) | Q(organisation_id=organisation_id))
    return [_kept(row, person_id) for row in rows]


def find(template_id: uuid.UUID, person_id: uuid.UUID) -> Kept | None:
    """A template of one's own, or shared with one; None for any other."""
    row = Template.objects.filter(id=template_id).first()
    return _kept(row, person_id) if row else None


def keep(
    person_id: uuid.UUID,
    name: str,
    *,
    procedure: str,
    format: Format,  # noqa: A002 - the name of the thing
    columns: Sequence[str],
    options: Options,
    organisation_id: uuid.UUID | None = None,
    department_id: uuid.UUID | None = None,
) -> Kept:
    """Keep a new template. The sharing is checked by the caller, and by the table's policy. Raises NotPossible."""
    if not columns and format is not Format.ZIP:
        raise NotPossible(_("Choose at least one column"))
    if Template.objects.filter(person_id=person_id).count() >= MOST:
        raise NotPossible(_("You keep %(num)s templates already: delete one first") % {"num": MOST})
    row = Template.objects.create(
        person_id=person_id,
        name=named(name),
        procedure=procedure,
        format=format,
        columns=list(columns),
        options=options.kept(),
        organisation_id=organisation_id,
        department_id=department_id,
    )
    return _kept(row, person_id)


def change(
    template_id: uuid.UUID,
    person_id: uuid.UUID,
    name: str,
    *,
    organisation_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
) -> None:
    """Rename a template of one's own, and say with whom it is shared. Raises NotPossible."""
    Template.objects.filter(id=template_id, person_id=person_id).update(
        name=named(name), organisation_id=organisation_id, department_id=department_id
    )


def delete(template_id: uuid.UUID) -> bool:
    """Delete a template of one's own, or, as a supervisor, one that is shared there; whether it was there to delete."""
    return bool(Template.objects.filter(id=template_id).delete()[0])


def named(name: str) -> str:
    """A name as it is kept. Raises NotPossible."""
    name = " ".join(name.split())
    if not name:
        raise NotPossible(_("Give the template a name"))
    if len(name) > Template._meta.get_field("name").max_length or not name.isprintable():  # type: ignore[operator]
        raise NotPossible(_("Give the template a shorter name"))
    return name


def _kept(row: Template, person_id: uuid.UUID) -> Kept:
    return Kept(
        row.id,
        row.name,
        row.procedure,
        Format(row.format),
        tuple(row.columns),
        Options.read(row.options),
        row.person_id == person_id,
        row.organisation_id,
        row.department_id,
    )
