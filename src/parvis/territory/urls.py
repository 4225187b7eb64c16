"""Addresses of what a site serves of itself."""

from django.urls import path, register_converter

from parvis.territory.views import public


class Digest:
    """The first sixteen hexadecimal digits of a SHA-256."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Digest, "digest")

app_name = "territory"
urlpatterns = [
    path("theme.css", public.theme_css, name="theme_css"),
    path("logo-<digest:digest>.png", public.logo, name="logo"),
]
