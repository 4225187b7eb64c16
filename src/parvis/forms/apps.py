from importlib import import_module

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "parvis.forms"
    label = "forms"

    def ready(self) -> None:
        import_module("parvis.forms.fields")
