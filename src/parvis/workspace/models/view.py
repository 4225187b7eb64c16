"""Views: lists that an agent keeps under a name, alone or with others; and the list on which one's day begins."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.workspace.domain.keeping.erase_person")
class View(Record):
    """A query under a name. It gives no right: who opens it sees what lies behind their own walls.

    address: of the query (`finding.data.Query.address`). organisation_id: shared with who works there; department_id:
    only with who works in that department, or in none.
    """

    person_id = models.UUIDField(editable=False)
    name = models.CharField(max_length=80)
    address = models.TextField(blank=True, max_length=8000)
    organisation_id = models.UUIDField(null=True)
    department_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department_id=None) | models.Q(organisation_id__isnull=False),
                name="workspace_view_department_of",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="workspace_view_person"),
            models.Index(
                fields=["organisation_id"],
                condition=models.Q(organisation_id__isnull=False),
                name="workspace_view_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@personal_data(wall="person_id", eraser="parvis.workspace.domain.keeping.erase_person")
class Start(models.Model):
    """The view on which somebody's day begins. The view may be gone since: then it begins with what is to handle."""

    person_id = models.UUIDField(primary_key=True, editable=False)
    view_id = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.view_id}"
