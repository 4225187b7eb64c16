"""What somebody has cut or copied."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.studio.domain.erasing.erase_person")
class Clip(Record):
    """The last element that a designer cut or copied, to be pasted here or in another procedure.

    case_type_id: the procedure that it comes from; null for one that was never published.
    """

    person_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10)
    element = models.JSONField()
    case_type_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
