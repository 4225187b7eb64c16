"""What a department's mailbox is to be told of."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class MailboxNotice(Record):
    """Something that happened to one case, of which the mailbox of a department is to be told: by the worker alone. It
    goes with its case, and a week after it was told.

    what: as `domain.informing` names it; told_at: when an e-mail left with it.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    wall_id = models.UUIDField(editable=False)
    department_id = models.UUIDField(editable=False)
    what = models.CharField(max_length=10)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["department_id", "id"], condition=models.Q(told_at=None), name="cases_mailbox_waits"),
            models.Index(
                fields=["department_id", "told_at"],
                condition=models.Q(told_at__isnull=False),
                name="cases_mailbox_told",
            ),
            models.Index(fields=["case"], name="cases_mailbox_case"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.case_id}"
