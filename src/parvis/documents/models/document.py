"""One document: asked for, then sealed."""

from django.db import models

from parvis.documents.data import DocumentView
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.documents.domain.erasing.erase_subject")
class Document(Record):
    """A document of one organisation.

    Until it is sealed, `issuer` and `content` hold what it will say; then they are forgotten, and the file and its two
    digests stand for it (of the whole file; of the seal's own bytes, by which an altered copy is recognised).
    """

    wall_id = models.UUIDField(editable=False)
    subject_id = models.UUIDField(null=True, editable=False)
    case_id = models.UUIDField(null=True, editable=False)
    organisation_id = models.UUIDField(editable=False)
    organisation_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=500)
    language = models.CharField(max_length=5)
    issuer = models.JSONField(null=True)
    content = models.JSONField(null=True)
    short_code = models.CharField(max_length=12, unique=True)
    requested_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    seal_sha256 = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # A number is taken once, whatever the code believes.
            models.UniqueConstraint(
                name="documents_number_once",
                fields=["organisation_id", "kind", "number"],
                condition=~models.Q(number=""),
            ),
            models.CheckConstraint(
                name="documents_sealed_whole",
                condition=models.Q(sealed_at__isnull=True, sha256="", seal_sha256="")
                | (models.Q(sealed_at__isnull=False, content__isnull=True) & ~models.Q(sha256="")),
            ),
            models.CheckConstraint(name="documents_short_code", condition=models.Q(short_code__regex="^[0-9A-Z]{12}$")),
        ]
        indexes = [
            models.Index(name="documents_by_case", fields=["case_id"]),
            models.Index(name="documents_by_digest", fields=["sha256"], condition=~models.Q(sha256="")),
            models.Index(name="documents_by_seal", fields=["seal_sha256"], condition=~models.Q(seal_sha256="")),
            models.Index(
                name="documents_unsealed", fields=["requested_at"], condition=models.Q(sealed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def view(self) -> DocumentView:
        """What callers may know of it."""
        return DocumentView(
            id=self.id,
            kind=self.kind,
            number=self.number,
            title=self.title,
            short_code=self.short_code,
            requested_at=self.requested_at,
            sealed_at=self.sealed_at,
            file_id=self.file_id,
            sha256=self.sha256,
            revoked_at=self.revoked_at,
            attempts=self.attempts,
        )
