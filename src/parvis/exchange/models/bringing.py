"""A spreadsheet whose lines become cases: how far it is; what each case was brought from; how columns were read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.exchange.domain.erasing.erase_person")
class Import(Record):
    """Opened by who sent it alone: its files lie behind a wall of its own. wall_id: behind which its cases will lie.

    file_id: as it was sent; papers: the ZIPs that came along; lines_id: its lines as JSON (`files.tabulate`),
    about: what is known of them; titles and sample: the first lines. mapping: what each column is, by its place
    (`domain.mapping`). options: how they came. offset: bytes of the lines that were brought in. made, known, wrong:
    lines that became cases, that had become cases before, that can't. problems: the first of these; report_id: all
    of them, as CSV, and once all went through what became of each line; parts: files of what the slices of a step
    found so far.
    """

    person_id = models.UUIDField(editable=False)
    organisation_id = models.UUIDField(editable=False)
    wall_id = models.UUIDField(editable=False)
    case_type_id = models.UUIDField(editable=False)
    revision_id = models.UUIDField(editable=False)
    procedure = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    file_id = models.UUIDField(null=True)
    lines_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    papers = ArrayField(models.UUIDField(), default=list)
    parts = ArrayField(models.UUIDField(), default=list)
    about = models.JSONField(default=dict)
    titles = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
    told = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-id"], name="exchange_import_person"),
            models.Index(fields=["wall_id"], name="exchange_import_wall"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.done} of {self.total}"


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Brought(models.Model):
    """The case that a line became, by its key there: the same line again changes nothing. It goes with the case.

    key: SHA-256 of what stands in the key's column, in hexadecimal.
    """

    case_id = models.UUIDField(primary_key=True)
    wall_id = models.UUIDField()
    case_type_id = models.UUIDField()
    key = models.CharField(max_length=64)
    import_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wall_id", "case_type_id", "key"], name="exchange_brought_once"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


@personal_data(wall="person_id", eraser="parvis.exchange.domain.erasing.erase_person")
class Mapping(Record):
    """How somebody last read the columns of spreadsheets for a procedure: targets by folded titles."""

    person_id = models.UUIDField(editable=False)
    procedure = models.CharField(max_length=80)
    targets = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "procedure"], name="exchange_mapping_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.procedure}"
