"""Zones by street and house number, and the schools that sectors lead to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.ids import new_id
from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data
from parvis.territory.domain.zones import Parity
from parvis.territory.models.organisation import Organisation


@no_personal_data("public reference data: streets and zones")
class ZoneTable(Record):
    """A table of zones of one use: school sectors, parking zones. `version` is new with every import."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="zone_tables")
    code = models.CharField(max_length=60)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    version = models.UUIDField(default=new_id)
    stretch_count = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="territory_zone_table_code"),
            models.CheckConstraint(
                condition=models.Q(code__regex="^[a-z][a-z0-9_]*$"), name="territory_zone_table_code_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.name_fr


@no_personal_data("public reference data: streets and zones")
class ZoneStretch(Record):
    """A line of a table, in the order of its file."""

    table = models.ForeignKey(ZoneTable, models.CASCADE, related_name="stretches")
    position = models.PositiveIntegerField()
    zone = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    parity = models.CharField(max_length=4, choices=[(parity.value, parity.value) for parity in Parity])
    first = models.CharField(max_length=20, blank=True, default="")
    last = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "position"], name="territory_zone_stretch_position")]

    def __str__(self) -> str:
        return f"{self.street}: {self.zone}"


@no_personal_data("public reference data: names and addresses of schools")
class School(Record):
    """A school, by its national number (UAI)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="schools")
    uai = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=120)
    levels = ArrayField(models.CharField(max_length=20))
    address = models.CharField(max_length=120, blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    town = models.CharField(max_length=120, blank=True, default="")
    zone = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(uai__regex="^[0-9]{7}[A-Z]$"), name="territory_school_uai")
        ]

    def __str__(self) -> str:
        return self.name
