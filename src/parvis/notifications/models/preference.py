"""How the holder of an account wants to be told."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.notifications.domain.erasing.erase_person")
class Preference(Record):
    """For each topic, the channels that a person wants: `{"receipt": ["email", "letter"], …}`."""

    person_id = models.UUIDField(unique=True, editable=False)
    told = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)
