"""What cases have to do with each other: links that agents make, and traits by which the same request is suspected."""

from django.db import models
from django.db.models.functions import Greatest, Least

from parvis.cases.data import LinkKind
from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Link(Record):
    """An agent says what two cases have to do with each other: `case` follows, renews, is a duplicate of `other`, …

    "different" says that they are not the same request, whatever they have in common. The row goes with either case
    (the foreign keys cascade in the database).
    """

    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    wall_id = models.UUIDField()
    other = models.ForeignKey(Case, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    other_wall_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in LinkKind])
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    maker_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("case_id", "other_id"), Greatest("case_id", "other_id"), name="cases_link_pair"
            ),
            models.CheckConstraint(condition=~models.Q(case=models.F("other")), name="cases_link_two"),
        ]
        indexes = [
            models.Index(fields=["case"], name="cases_link_case"),
            models.Index(fields=["other"], name="cases_link_other"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Trait(Record):
    """Something by which the same person or thing is known again: a keyed digest (HMAC-SHA-256) of an e-mail address, a
    plate, a child… within one case type and organisation. It names nobody; it goes with its case.
    """

    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["digest", "at"], name="cases_trait_digest"),
            models.Index(fields=["case"], name="cases_trait_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"
