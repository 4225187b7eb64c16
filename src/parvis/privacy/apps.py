"""The application's registration with Django."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "parvis.privacy"
    label = "privacy"
    verbose_name = "Privacy"
