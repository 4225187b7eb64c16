"""What `cases` plugs into others' seams: one file each."""

import importlib
import pkgutil


def load() -> None:
    """Import every plug-in, so that it registers itself."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
