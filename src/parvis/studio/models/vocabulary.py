"""The words that a territory, or one of its organisations, does not want to read in its forms."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("words to avoid in forms, and what to say instead")
class Vocabulary(Record):
    """terms: `[language, word or words, proposal]`; spared: `[language, word or words]` of a list further up that this
    organisation does not want remarked. That of a group of communes holds for its communes too.
    """

    organisation_id = models.UUIDField(unique=True)
    terms = models.JSONField(default=list)
    spared = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id}"
