"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from parvis.kernel.arriving import Arriving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")

application = Arriving(get_wsgi_application())
