"""The answers as typed rows, for filters and sorting through indexes that row-level security keeps."""

from django.db import models

from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Value(models.Model):
    """One value of one case. Either `word` or `number`, as the kind of its column says.

    word: the sort key of a text (`domain.sortkeys`), or a code as it is; number: integers, cents, decimals in
    millionths, days or microseconds since 1970-01-01 (UTC), 1 for yes. n: 0, or the place among several; -1 where the
    case has no value, although its form asks everybody for one: neither word nor number.
    open: whether the case is: a trigger on the case keeps it so, and takes the rows away with the case.
    """

    pk = models.CompositePrimaryKey("case_id", "column_id", "n")
    case_id = models.UUIDField()
    wall_id = models.UUIDField()
    number = models.BigIntegerField(null=True)
    column_id = models.IntegerField()
    n = models.SmallIntegerField(default=0)
    open = models.BooleanField()
    word = models.TextField(null=True, db_collation="C")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(n__gte=0, word__isnull=True, number__isnull=False)
                | models.Q(n__gte=0, word__isnull=False, number__isnull=True)
                | models.Q(n__lt=0, word__isnull=True, number__isnull=True),
                name="finding_value_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["wall_id", "column_id", "open", "word", "case_id"],
                condition=models.Q(word__isnull=False),
                name="finding_value_word",
            ),
            models.Index(
                fields=["wall_id", "column_id", "open", "number", "case_id"],
                condition=models.Q(number__isnull=False),
                name="finding_value_number",
            ),
            models.Index(
                fields=["wall_id", "column_id", "open", "case_id"],
                condition=models.Q(n__lt=0),
                name="finding_value_lacking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.column_id}"
