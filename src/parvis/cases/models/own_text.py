"""What an agent is writing about a case and has not sent."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.cases.domain.own_texts.erase_person")
class OwnText(Record):
    """The words of one field of a case's pages, kept for who writes them and for nobody else.

    field: `message`, `note`, or the id of a transition. It goes when it is sent, with the case (a foreign key of the
    database removes it), or when nobody came back for it.
    """

    person_id = models.UUIDField(editable=False)
    case_id = models.UUIDField(editable=False)
    field = models.CharField(max_length=80)
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_id", "person_id", "field"], name="cases_owntext_one_each"),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="cases_owntext_person"),
            models.Index(fields=["saved_at"], name="cases_owntext_age"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}"
