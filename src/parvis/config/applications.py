"""Django and the applications, loaded for a process of the command line."""

import os

from parvis.kernel import cli


def load() -> bool:
    """Load them; False, and said, if settings are missing."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        cli.complain(str(error))
        return False
    return True
