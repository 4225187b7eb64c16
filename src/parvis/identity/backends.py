"""E-mail and password: an unknown e-mail costs what a known one costs."""

from functools import cache
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from parvis.identity.models import Person
from parvis.identity.secrets import fresh


@cache
def _nobodys_password() -> str:
    """A hash made with the hasher in use, of a password that nobody knows: what unknown e-mails are checked against."""
    return make_password(fresh())


class PasswordBackend(BaseBackend):
    """One query and one hash, whether the account exists, has a password, is active, or not (OWASP, enumeration)."""

    def authenticate(
        self, request: HttpRequest | None, email: str = "", password: str = "", **credentials: Any
    ) -> Person | None:
        person = Person.objects.filter(email=email.strip().lower()).first()
        known = person is not None and person.is_active and person.has_usable_password()
        encoded = person.password if person is not None and known else _nobodys_password()
        right = check_password(password, encoded)
        return person if known and right else None

    def get_user(self, user_id: Any) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()


def warm() -> None:
    """Make the stand-in hash before the first sign-in needs it: the first unknown e-mail must not cost two."""
    _nobodys_password()
