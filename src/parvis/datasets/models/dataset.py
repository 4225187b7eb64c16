"""A data set as its designers keep it; its copies, of which one counts; their rows."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from parvis.kernel.ids import new_id
from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data

READING, MAPPING, LOADING, READY, FAILED = "reading", "mapping", "loading", "ready", "failed"
BUSY = (READING, LOADING)
EVERY = {"": 0, "hour": 1, "day": 24, "week": 168}
"""Hours between two copies of what a service gives; 0: only when somebody asks."""


@no_personal_data("tables that an organisation offers to choose from in public forms")
class DataSet(Record):
    """url, path: of a service (where its list stands in what it answers); file_id, lines_id: what came last, as it came
    and as lines; titles, sample: its first lines; mapping: {"header": line, "key": title, "label": titles, "columns":
    [[name, title], …]}; loading_id, offset, done: the copy that is being made; told: why the last one was refused.
    """

    organisation_id = models.UUIDField()
    wall_id = models.UUIDField()
    code = models.CharField(max_length=60)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    url = models.CharField(max_length=2000, blank=True, default="")
    path = models.CharField(max_length=200, blank=True, default="")
    every = models.CharField(max_length=4, blank=True, default="", choices=[(one, one) for one in EVERY])
    state = models.CharField(max_length=10, default=READING)
    told = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, default="fr")
    file_id = models.UUIDField(null=True)
    lines_id = models.UUIDField(null=True)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    loading_id = models.UUIDField(null=True)
    offset = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "code"], name="datasets_dataset_code"),
            models.CheckConstraint(condition=Q(code__regex="^[a-z][a-z0-9_]*$"), name="datasets_dataset_code_is_plain"),
        ]

    def __str__(self) -> str:
        return self.name_fr


@no_personal_data("tables that an organisation offers to choose from in public forms")
class Version(Record):
    """A copy: `current` is what forms offer. columns: [[name, title], …], in the order of a row's cells."""

    organisation_id = models.UUIDField()
    dataset = models.ForeignKey(DataSet, models.CASCADE, related_name="versions")
    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField()
    current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="datasets_version_number"),
            models.UniqueConstraint(
                fields=["organisation_id", "code"], condition=Q(current=True), name="datasets_version_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


@no_personal_data("tables that an organisation offers to choose from in public forms")
class Row(models.Model):
    """A row of a copy. words: what it is searched by, folded, between spaces; cells: in the order of the columns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="content")
    n = models.PositiveIntegerField()
    key = models.CharField(max_length=100)
    label = models.CharField(max_length=200)
    words = models.CharField(max_length=400)
    cells = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="datasets_row_key")]
        indexes = [GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="datasets_row_words")]

    def __str__(self) -> str:
        return self.label
