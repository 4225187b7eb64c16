"""The schools of an organisation: asked of the directory without a statement, replaced whole."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from parvis.territory import models
from parvis.territory.data import School
from parvis.territory.domain import directory
from parvis.territory.domain.sheets import SchoolRow


class TakenElsewhere(Exception):
    """A school of the file is another organisation's; the text is its number."""


def of(organisation_id: uuid.UUID | None) -> list[School]:
    """The schools of an organisation by name; those of the whole territory for None."""
    everything = directory.current().schools
    return [one for one in everything if organisation_id is None or one.organisation_id == organisation_id]


def get(uai: str) -> School | None:
    """The school of this number."""
    return next((one for one in directory.current().schools if one.uai == uai), None)


def rows(organisation_id: uuid.UUID) -> list[SchoolRow]:
    """The schools as a file holds them."""
    found = models.School.objects.filter(organisation_id=organisation_id).order_by("name", "uai")
    return [
        SchoolRow(one.uai, one.name, tuple(one.levels), one.address, one.postcode, one.town, one.zone) for one in found
    ]


def replace(organisation_id: uuid.UUID, schools: Sequence[SchoolRow]) -> None:
    """Put these in the place of all schools of the organisation. Raises TakenElsewhere."""
    with transaction.atomic():
        taken = models.School.objects.filter(uai__in=[one.uai for one in schools]).exclude(
            organisation_id=organisation_id
        )
        if other := taken.first():
            raise TakenElsewhere(other.uai)
        models.School.objects.filter(organisation_id=organisation_id).delete()
        models.School.objects.bulk_create(
            [
                models.School(
                    organisation_id=organisation_id, uai=one.uai, name=one.name, levels=list(one.levels),
                    address=one.address, postcode=one.postcode, town=one.town, zone=one.zone,
                )
                for one in schools
            ]
        )  # fmt: skip
        directory.changed()
