from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "parvis.cases"
    label = "cases"

    def ready(self) -> None:
        from parvis.cases import plugins

        plugins.load()
