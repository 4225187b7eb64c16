"""Numbers without gaps, and what counts against yearly limits."""

from django.db import models

from parvis.cases.models.case import Case
from parvis.kernel.models import Record
from parvis.kernel.personal import no_personal_data, personal_data


@no_personal_data("how many numbers an organisation has given")
class Counter(Record):
    """The last number given in (organisation, series, year). A trigger refuses every step but one up."""

    organisation_id = models.UUIDField()
    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "series", "year"], name="cases_counter_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


@personal_data(wall="wall_id", eraser="parvis.cases.domain.erasure.erase_case")
class Licence(Record):
    """An accepted case that counts against a yearly limit of its association (RNA and SIREN, as far as given).

    freed_at: when it was repealed, so that it counts no more; once.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="licences")
    wall_id = models.UUIDField()
    organisation_id = models.UUIDField()
    limit_id = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    rna = models.CharField(max_length=10, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    freed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "limit_id"], name="cases_licence_one_each"),
            models.CheckConstraint(condition=~models.Q(rna="", siren=""), name="cases_licence_names_an_association"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "rna"], name="cases_licence_rna"),
            models.Index(fields=["organisation_id", "siren"], name="cases_licence_siren"),
        ]

    def __str__(self) -> str:
        return f"{self.limit_id} {self.year}"
