"""Memberships: who works where, as what, within which walls, from when until when; and the invitations to them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from parvis.access.data import Role
from parvis.kernel import clock
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data

_ROLES = [(role.value, role.label) for role in Role]


@personal_data(wall="person_id", eraser="parvis.access.domain.erasure.erase_person")
class Membership(Record):
    """A person in an organisation. A trigger refuses a wall of another organisation.

    since, until: first and last day (inclusive), in the days of the territory; no `until`: until further notice.
    quality: in which an agent signs ("Adjointe au maire"; CRPA L212-1), empty: that of the role; by_delegation: whether
    they sign in the place of the authority that the act names.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey("territory.Organisation", models.CASCADE, related_name="+")
    department = models.ForeignKey("territory.Department", models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=30, choices=_ROLES)
    walls = ArrayField(models.UUIDField())
    quality = models.CharField(max_length=200, blank=True)
    by_delegation = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(walls__len__gte=1), name="access_membership_has_walls"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="access_membership_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


@personal_data(wall="actor", eraser="parvis.access.domain.erasure.erase_person")
class Invitation(Record):
    """A membership offered to an e-mail address; the link that was sent opens it once. Its token is kept as a hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    organisation = models.ForeignKey("territory.Organisation", models.CASCADE, related_name="+")
    department = models.ForeignKey("territory.Department", models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=30, choices=_ROLES)
    walls = ArrayField(models.UUIDField())
    quality = models.CharField(max_length=200, blank=True)
    by_delegation = models.BooleanField(default=False)
    until = models.DateField(null=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} {self.role}"
