"""The person: one account for the whole territory, resident and agent alike (an agent is a person with memberships)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from parvis.kernel import clock
from parvis.kernel.models import Record
from parvis.kernel.personal import personal_data


class People(BaseUserManager["Person"]):
    """The manager of persons; `get_by_natural_key` finds one whatever the case of the e-mail."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


@personal_data(wall="person_id", eraser="parvis.identity.domain.erasure.erase_person")
class Person(AbstractBaseUser, Record):
    """Somebody with an account. The e-mail is kept in lower case and is unique.

    `last_login` of Django is not kept: sessions say it, and a rotation of sign-in must not write to the account.
    """

    last_login = None

    email = models.EmailField(max_length=254, unique=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=2, default="fr", choices=[("fr", "Français"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []  # noqa: RUF012

    objects = People()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="identity_person_email_lower")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def name(self) -> str:
        """Given name, then family name, as the person wrote them."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_full_name(self) -> str:
        return self.name

    # Django's template context and third parties ask a user for rights: Parvis gives them in `access` alone.
    @property
    def is_staff(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
