"""The words of cases, for search, and the dictionary of each wall, for typos and beginnings of words."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Search(models.Model):
    """The words of one case as lexemes that begin with the mark of its wall (`finding_vector`).

    Written by `finding_keep` alone; a trigger on the case keeps `open` and takes the row away with the case. The index
    of `vector` serves the doors `finding_before` and `finding_after`: under row-level security `@@` uses none.
    """

    case_id = models.UUIDField(primary_key=True)
    wall_id = models.UUIDField()
    open = models.BooleanField()
    vector = SearchVectorField()

    class Meta:
        indexes = [
            models.Index(fields=["wall_id", "case_id"], name="finding_search_newest"),
            models.Index(fields=["wall_id", "case_id"], condition=models.Q(open=True), name="finding_search_open"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Word(models.Model):
    """A word without figures that a case of the wall holds, or (after %) a stem. It goes with the last such case."""

    pk = models.CompositePrimaryKey("wall_id", "word")
    wall_id = models.UUIDField()
    word = models.TextField(db_collation="C")

    def __str__(self) -> str:
        return self.word
