"""Letters printed together, as one PDF."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.mailroom.domain.erasing.forget_person")
class Batch(Record):
    """One PDF for the letters of one wall. `file_id` is empty while it is made, and again a month after posting."""

    wall_id = models.UUIDField(editable=False)
    organisation_id = models.UUIDField(editable=False)
    made_by = models.UUIDField(null=True, editable=False)
    made_by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    file_id = models.UUIDField(null=True)
    pages = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    posted_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["wall_id", "-made_at"], name="mailroom_batch_newest")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.made_by_name}"
