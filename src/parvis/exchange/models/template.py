"""Templates of exports: columns and a format under a name, one's own or shared."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.exchange.domain.erasing.erase_person")
class Template(Record):
    """It gives no right: whoever uses it exports what lies behind their own walls.

    procedure: the slug whose answers the columns name, "" for none. organisation_id: shared with who works there;
    department_id: only with who works in that department, or in none.
    """

    person_id = models.UUIDField(editable=False)
    name = models.CharField(max_length=80)
    procedure = models.CharField(max_length=80, blank=True)
    format = models.CharField(max_length=8)
    columns = ArrayField(models.CharField(max_length=260))
    options = models.JSONField(default=dict)
    organisation_id = models.UUIDField(null=True)
    department_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(department_id=None) | models.Q(organisation_id__isnull=False),
                name="exchange_template_department_of",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="exchange_template_person"),
            models.Index(
                fields=["organisation_id"],
                condition=models.Q(organisation_id__isnull=False),
                name="exchange_template_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.name
