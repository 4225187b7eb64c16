"""The application's registration with Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "parvis.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        from parvis.identity import receivers
        from parvis.identity.domain import notices  # noqa: F401 - registers its letters

        receivers.connect()
