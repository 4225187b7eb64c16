"""The link by which an expert outside opens what was asked of them, and the devices on which it was opened."""

from django.db import models

from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data
from parvis.opinions.models.opinion import Opinion


@personal_data(wall="wall_id", eraser="parvis.opinions.domain.erasing.erase_case")
class Link(Record):
    """A link that was sent to an address: it opens nothing by itself. token_hash: of its secret, which is only in the
    e-mail. Its page shows who was asked by whom, and has a code sent to that address for each new device.
    """

    opinion = models.ForeignKey(Opinion, on_delete=models.DO_NOTHING, db_constraint=False, related_name="links")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    organisation_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="fr")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    #: why it opens nothing any more: "handed", "withdrawn", "again" (another one was sent)
    why = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["opinion"], name="opinions_link_opinion")]

    def __str__(self) -> str:
        return f"{self.email} {self.expires_at:%Y-%m-%d}"


@personal_data(wall="wall_id", eraser="parvis.opinions.domain.erasing.erase_case")
class Device(Record):
    """A browser that asked for a code, and opened the link with it. token_hash: of its visitor's secret; code_hash: of
    the code that was sent, tried at most `tries` times.
    """

    link = models.ForeignKey(Link, on_delete=models.DO_NOTHING, db_constraint=False, related_name="devices")
    wall_id = models.UUIDField()
    subject_id = models.UUIDField()
    token_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    code_expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "token_hash"], name="opinions_device_once")]
        indexes = [models.Index(fields=["token_hash"], name="opinions_device_token")]

    def __str__(self) -> str:
        return f"{self.link_id} {'open' if self.opened_at else 'asked'}"
