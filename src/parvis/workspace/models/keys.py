"""The keys that an agent chose instead of the usual ones."""

from django.db import models

from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.workspace.domain.pressing.erase_person")
class Keys(models.Model):
    """own: what is pressed instead of a usual single key, by that key; "" where it rests (`kernel.ui.keys.usual`)."""

    person_id = models.UUIDField(primary_key=True, editable=False)
    own = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.person_id)
