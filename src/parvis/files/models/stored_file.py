"""One stored file."""

from django.db import models

from parvis.files.data import FileRef
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="wall_id", eraser="parvis.files.domain.removing.erase_subject")
class StoredFile(Record):
    """Names bytes on the disk. Opened by its wall, and to the resident that it is about by `subject_id`.

    held_by: what is not yet given to the wall (an attachment of a draft) is opened by this opaque id alone, which the
    acting reach must have among its subjects; none of the wall's agents sees it.
    """

    wall_id = models.UUIDField(editable=False)
    subject_id = models.UUIDField(null=True, editable=False)
    held_by = models.UUIDField(null=True, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=127)
    name = models.CharField(max_length=200)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="files_sha256_hex", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="files_size_positive", condition=models.Q(size__gte=0)),
            models.CheckConstraint(
                name="files_held_by_one_or_about_one",
                condition=models.Q(held_by__isnull=True) | models.Q(subject_id__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="files_by_bytes", fields=["wall_id", "sha256"]),
            models.Index(name="files_by_subject", fields=["subject_id"], condition=models.Q(subject_id__isnull=False)),
            models.Index(name="files_by_holder", fields=["held_by"], condition=models.Q(held_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def ref(self) -> FileRef:
        """What others may hold of this row."""
        return FileRef(self.id, self.wall_id, self.sha256, self.size, self.media_type, self.name)
