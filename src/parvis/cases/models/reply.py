"""Ready-made replies."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.cases.domain.replies.erase_person")
class Reply(Record):
    """Words that are written often, under a name: of one agent (person_id), or of a service (organisation_id, and
    department_id where only one department has it), which keeps them when their author leaves.

    text: `{"fr": …, "en": …}` with marks like `{reference}`, filled in from the case when it is put into a field;
    procedure: the slug of the only procedure that it is for, whose answers it may name; "" for any.
    """

    person_id = models.UUIDField(null=True, editable=False)
    organisation_id = models.UUIDField(null=True)
    department_id = models.UUIDField(null=True)
    name = models.CharField(max_length=80)
    procedure = models.CharField(max_length=80, blank=True)
    text = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=False, organisation_id=None, department_id=None)
                | models.Q(person_id=None, organisation_id__isnull=False),
                name="cases_reply_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="cases_reply_person", condition=models.Q(person_id__isnull=False)),
            models.Index(
                fields=["organisation_id"],
                name="cases_reply_shared",
                condition=models.Q(organisation_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
