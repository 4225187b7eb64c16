"""Views that are imported when somebody first asks for them: screens of few people cost no start anything."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def late(module: str) -> Callable[[str], View]:
    """Names views of a module: `screens = late("parvis.webhooks.views.endpoints")`, then `path(…, screens("every"))`.

    For views that read their bodies as all do: what a middleware looks for on a view (`csrf_exempt`, `takes_files`)
    stands on the function that is not loaded yet.
    """

    @cache
    def found(name: str) -> View:
        return cast(View, getattr(importlib.import_module(module), name))

    def named(name: str) -> View:
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return found(name)(request, *args, **kwargs)

        view.__name__ = view.__qualname__ = name
        view.__module__ = module
        return view

    return named
