"""Walls: one pair (organisation, sphere) each (architecture § 6)."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("pairs of an organisation and a sphere")
class Wall(Record):
    """What a right opens: the data of one organisation in one domain of purpose. Rows never change."""

    organisation = models.ForeignKey("territory.Organisation", models.CASCADE, related_name="+")
    sphere = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "sphere"], name="access_wall_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.sphere}"
