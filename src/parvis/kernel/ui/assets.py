"""What the front-end build made (`build.mjs`): hashed files, their manifest, pictograms.

Addresses hold a hash of the content, so browsers keep them for ever; WhiteNoise serves them, or their gzip and brotli
twins.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.exceptions import ImproperlyConfigured

DIST = Path(__file__).parent / "dist"
#: the part of it that browsers may fetch
FILES = DIST / "files"


class FrontEndMissing(ImproperlyConfigured):
    """The front end is not built, or lacks the file that was asked for: `npm run build` makes it."""


def _read(name: str) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((DIST / name).read_text())
    except FileNotFoundError as error:
        raise FrontEndMissing(f"{error.filename} is missing: build the front end with `npm run build`") from error
    return found


@cache
def manifest() -> dict[str, str]:
    """Logical name ("resident.css") → hashed name ("resident.0a1b2c3d4e.css"). Raises FrontEndMissing."""
    return _read("manifest.json")


@cache
def drawings() -> dict[str, str]:
    """Pictogram's name → the SVG shapes inside it, for those that a template, Python or a definition names."""
    return _read("icons.json")


def built(name: str) -> str:
    """The hashed name of a built file. Raises FrontEndMissing for one that the build did not make."""
    try:
        return manifest()[name]
    except KeyError:
        raise FrontEndMissing(f"the front-end build made no {name!r}; it made {sorted(manifest())}") from None


class BuiltStorage(StaticFilesStorage):
    """Gives the address of built files by their logical name; files of third-party applications keep theirs."""

    def url(self, name: str | None) -> str:
        return super().url(manifest().get(name or "", name))


class ThirdPartyFinder(AppDirectoriesFinder):
    """Static files of other people's applications (allauth's passkey scripts). Ours are sources: not served."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.apps = [name for name in self.apps if not name.startswith("parvis.")]
