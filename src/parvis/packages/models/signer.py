"""The keys that an organisation recognises."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="actor", eraser="parvis.packages.domain.erasing.erase_service")
class Signer(Record):
    """An installation whose packages are kept without asking why. key: its public key; name: what it is called here."""

    organisation_id = models.UUIDField()
    key = models.CharField(max_length=43)
    name = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key"], name="packages_signer_key")]

    def __str__(self) -> str:
        return self.name
