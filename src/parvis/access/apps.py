"""The application's registration with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "parvis.access"
    label = "access"
    verbose_name = "Access"
