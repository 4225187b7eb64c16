"""Every address of Parvis. Each module lists its own; every name stands in `config/permissions.py`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
