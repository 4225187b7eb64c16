"""Sessions: one on the territory's host for each browser that signed in, and one on every site it was handed to.

The cookie holds the key; the row holds the key's SHA-256 only, so a copy of the database opens no session.
"""

from django.db import models

from parvis.identity.models.person import Person
from parvis.kernel import clock
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


@personal_data(wall="person_id", eraser="parvis.identity.domain.erasure.erase_person")
class Session(Record):
    """A browser on one host. Deleting a territory's session ends those that it was handed to (cascade)."""

    key_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    host = models.CharField(max_length=253)
    user_agent = models.CharField(max_length=200, blank=True)
    data = models.TextField(default="{}")
    second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering = ["-seen_at", "id"]

    def __str__(self) -> str:
        return f"{self.host} {self.seen_at:%Y-%m-%d %H:%M}"


@personal_data(wall="person_id", eraser="parvis.identity.domain.erasure.erase_person")
class HandOver(Record):
    """A single-use code that carries a session from the territory's host to one site (architecture § 7).

    Bound to the site's host and to the browser that asked (SHA-256 of a secret in its state cookie, as PKCE,
    RFC 7636); kept as a hash; good for 30 seconds; deleted by whoever presents it, right or wrong.
    """

    code_hash = models.CharField(max_length=64, unique=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    host = models.CharField(max_length=253)
    challenge = models.CharField(max_length=64)
    path = models.CharField(max_length=2000)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.host} until {self.expires_at:%H:%M:%S}"


@personal_data(wall="person_id", eraser="parvis.identity.domain.erasure.erase_person")
class KeptPost(Record):
    """What a person was sending when their session had ended: shown back to them, and nobody else, for a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    host = models.CharField(max_length=253)
    path = models.CharField(max_length=2000)
    fields = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.path} until {self.expires_at:%H:%M}"
