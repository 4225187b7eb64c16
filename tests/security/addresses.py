"""Every address of Parvis, with values in its places: what an attacker would type."""

import uuid
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

SOME = uuid.UUID("01900000-0000-7000-8000-000000000001")


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(namespaced name, pattern) of every address."""
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found, f"{before}{found.namespace}:" if found.namespace else before)
        else:
            yield f"{before}{found.name}", found


def path_of(pattern: URLPattern, text: str = "x", number: int = 1, identifier: uuid.UUID = SOME) -> str:
    """A path that the pattern accepts: `text` where it wants a text, and so on."""
    route = str(pattern.pattern)
    converters = pattern.pattern.converters
    if not converters:
        samples = {"key": "abc", "uidb36": "1"}
        for name, sample in samples.items():
            start = route.find(f"(?P<{name}>")
            while start >= 0:
                end = route.index(")", start)
                route = route[:start] + sample + route[end + 1 :]
                start = route.find(f"(?P<{name}>")
        return "/" + route.strip("^$")
    for name, converter in converters.items():
        value = {UUIDConverter: str(identifier), IntConverter: str(number)}.get(type(converter))
        if value is None:
            plain = isinstance(converter, SlugConverter) or not isinstance(converter, StringConverter)
            value = "0" * 16 if "digest" in str(type(converter)).lower() else ("slug" if plain else text)
        for kind in ("uuid", "int", "slug", "str", "digest"):
            route = route.replace(f"<{kind}:{name}>", value)
    return "/" + route
