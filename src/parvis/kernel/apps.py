"""Starting up: every module's plugins are imported once all applications are known."""

import importlib
import pkgutil

from django.apps import AppConfig, apps

from parvis.kernel import threads


class KernelConfig(AppConfig):
    name = "parvis.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Import `<module>.plugins.*` of every application of Parvis, so that the registries are full."""
        threads.plain()
        for config in apps.get_app_configs():
            if not config.name.startswith("parvis."):
                continue
            try:
                package = importlib.import_module(f"{config.name}.plugins")
            except ModuleNotFoundError as error:
                if error.name != f"{config.name}.plugins":
                    raise
                continue
            for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
                importlib.import_module(found.name)
