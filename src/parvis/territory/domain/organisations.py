"""Organisations, asked of the directory, and their contacts, changed."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from parvis.territory import models
from parvis.territory.data import OpeningHours, Organisation
from parvis.territory.domain import directory, hours, phones


class UnknownOrganisation(LookupError):
    """No organisation of the territory has this id or code."""


def get(organisation_id: uuid.UUID) -> Organisation:
    """The organisation with this id. Raises UnknownOrganisation."""
    found = directory.current().organisations.get(organisation_id)
    if found is None:
        raise UnknownOrganisation(organisation_id)
    return found


def by_insee(insee: str) -> Organisation | None:
    """The commune of the territory with this INSEE code."""
    return next((one for one in all() if one.insee == insee), None) if insee else None


def by_siren(siren: str) -> Organisation | None:
    """The organisation of the territory with this SIREN."""
    return next((one for one in all() if one.siren == siren), None) if siren else None


def all() -> list[Organisation]:  # noqa: A001 - the face reads organisations.all()
    """Every organisation of the territory, by name in French order (accents don't count)."""
    from parvis.territory.domain.naming import folded

    return sorted(directory.current().organisations.values(), key=lambda one: (folded(one.name), one.name))


def members(group_id: uuid.UUID) -> list[Organisation]:
    """The organisations of the territory that belong to this group, by name."""
    return [one for one in all() if one.group_id == group_id]


def boundary(organisation_id: uuid.UUID) -> Mapping[str, Any] | None:
    """The boundary as a GeoJSON geometry (RFC 7946, WGS 84), or None where the national data have none. One query."""
    return models.Boundary.objects.filter(organisation_id=organisation_id).values_list("geometry", flat=True).first()


def set_contact(
    organisation_id: uuid.UUID,
    *,
    phone: str | None = None,
    email: str | None = None,
    address: str | None = None,
    website: str | None = None,
    opening_hours: OpeningHours | None = None,
    privacy_email: str | None = None,
) -> None:
    """Change what is given of an organisation's contact; the rest stays.

    Raises UnknownOrganisation, `phones.NotAPhone` for a number that can't be called.
    """
    row = models.Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if row is None:
        raise UnknownOrganisation(organisation_id)
    if phone is not None:
        row.phone, row.phone_link = phones.read(phone, row.county) if phone else ("", "")
    if email is not None:
        row.email = email
    if address is not None:
        row.address = address
    if website is not None:
        row.website = website
    if opening_hours is not None:
        row.hours = hours.to_json(opening_hours)
    if privacy_email is not None:
        row.privacy_email = privacy_email
    row.save()
    directory.changed()


def without_phone() -> Sequence[Organisation]:
    """Organisations whose telephone is unknown: CRPA R112-11-1 wants it on every acknowledgement of receipt."""
    return [one for one in all() if not one.contact.phone]
