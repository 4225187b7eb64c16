"""A procedure's form, printed blank."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data


@no_personal_data("forms that nobody has filled in: public")
class Blank(Record):
    """The PDF of a revision's form in one language, as an organisation prints it. letterhead: SHA-256 of all that
    it says: another one is made when an address changes.
    """

    organisation_id = models.UUIDField()
    revision_id = models.UUIDField()
    language = models.CharField(max_length=5)
    letterhead = models.CharField(max_length=64)
    pdf = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "revision_id", "language"], name="procedures_blank_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.language}"
