"""The key under which suspected same requests are recognised."""

from django.db import models

from parvis.kernel.personal import no_personal_data


@no_personal_data("a random key of the installation")
class TraitKey(models.Model):
    """One row, made with the installation and saved with its data: digests outlive every rotation of SECRET_KEY.

    It lies beside the answers that the digests are made of, so it opens nothing that its reader could not read.
    """

    secret = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return "key of traits"
