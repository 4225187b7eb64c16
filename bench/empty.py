"""The floor of every page: an empty one, of an application without middleware, through the product's own web server.

`python -m bench.empty PORT django` serves it through Django, `python -m bench.empty PORT bare` through WSGI alone.
"""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

DEBUG = False
SECRET_KEY = "the bench signs nothing"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.empty"
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
DATABASES: dict[str, Any] = {}


def _patterns() -> list[Any]:
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    return [path("", page)]


def __getattr__(name: str) -> Any:
    # Django reads this module twice: as the settings, then as the addresses.
    if name == "urlpatterns":
        return _patterns()
    raise AttributeError(name)


def bare(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
    """A WSGI application of two lines."""
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "0")])
    return [b""]


def main() -> int:
    port, kind = int(sys.argv[1]), sys.argv[2]
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.empty"
    if kind == "bare":
        import parvis.config.wsgi as wsgi

        wsgi.application = bare  # type: ignore[assignment]
    from parvis.config.web import serve

    return serve("127.0.0.1", port)


if __name__ == "__main__":
    raise SystemExit(main())
