"""What came of each try."""

from django.db import models

from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Attempt(models.Model):
    """One try of one delivery. status: of the answer, none without one; error: why there is none (`data.Failure`);
    excerpt: how the answer begins; milliseconds: until it was read.
    """

    id = models.BigAutoField(primary_key=True)
    delivery_id = models.BigIntegerField()
    organisation_id = models.UUIDField()
    wall_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    error = models.CharField(max_length=12, blank=True)
    excerpt = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["delivery_id", "id"], name="webhooks_attempt_of")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status or self.error}"
