"""Days on which a service is closed, beyond public holidays."""

import datetime as dt
import uuid

from django.db.models import Q

from parvis.territory import models
from parvis.territory.data import ClosingDay, Text


def between(organisation_id: uuid.UUID, first: dt.date, last: dt.date) -> list[ClosingDay]:
    """The closing days of an organisation and of the whole territory, both ends included, in order. One query."""
    rows = models.ClosingDay.objects.filter(
        Q(organisation_id=organisation_id) | Q(organisation_id=None), date__gte=first, date__lte=last
    ).order_by("date", "pk")
    return [ClosingDay(row.date, Text(row.name_fr, row.name_en), row.organisation_id) for row in rows]


def coming(organisation_id: uuid.UUID | None, today: dt.date) -> list[ClosingDay]:
    """The closing days from today on: an organisation's and the whole territory's, or the latter alone. One query."""
    whose = Q(organisation_id=None)
    if organisation_id is not None:
        whose |= Q(organisation_id=organisation_id)
    rows = models.ClosingDay.objects.filter(whose, date__gte=today).order_by("date", "pk")
    return [ClosingDay(row.date, Text(row.name_fr, row.name_en), row.organisation_id) for row in rows]


def add(date: dt.date, name: Text, organisation_id: uuid.UUID | None = None) -> None:
    """Close an organisation (None: the whole territory) on a day; saying it twice changes the name."""
    models.ClosingDay.objects.bulk_create(
        [models.ClosingDay(organisation_id=organisation_id, date=date, name_fr=name.fr, name_en=name.en)],
        update_conflicts=True,
        unique_fields=["organisation", "date"],
        update_fields=["name_fr", "name_en"],
    )


def remove(date: dt.date, organisation_id: uuid.UUID | None = None) -> None:
    """Open again on a day."""
    whose = Q(organisation_id=organisation_id) if organisation_id else Q(organisation=None)
    models.ClosingDay.objects.filter(whose, date=date).delete()
