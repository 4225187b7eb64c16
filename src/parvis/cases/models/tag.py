"""Tags: words of the agents' own by which they sort requests."""

from django.db import models

from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Tag(Record):
    """A word that agents put on a case; the resident's pages never show it. It goes with its case.

    word: as it was first typed; key: as it is compared (`domain.tagging.key`). Who put it there stands in the timeline.
    """

    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    wall_id = models.UUIDField()
    word = models.CharField(max_length=40)
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cases_tag_once")]
        indexes = [models.Index(fields=["wall_id", "key", "case"], name="cases_tag_key")]

    def __str__(self) -> str:
        return self.word
