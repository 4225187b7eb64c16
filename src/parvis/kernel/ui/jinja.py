"""The template engine: our templates, then the govuk macros; an undefined name fails instead of showing nothing."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.templatetags.static import static as django_static
from django.urls import reverse
from django.utils import translation
from jinja2 import (
    ChainableUndefined,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    select_autoescape,
)
from markupsafe import Markup

from parvis.kernel.ui import assets, formats, keys, shell

PACKAGE = "govuk_frontend_jinja"


class PageEnvironment(Environment):
    """Ours are strict; the package's macros test options that nobody gave, so their environment lets them."""

    lenient: Environment

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002 - Jinja's own name
        if name.startswith(f"{PACKAGE}/"):
            return self.lenient.get_template(name)
        return super()._load_template(name, globals)


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a page by its URL name."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@functools.cache
def static(name: str) -> str:
    """The address of a built file by its logical name; it does not change while the process lives."""
    return str(django_static(name))


@functools.cache
def icon(name: str, css: str = "") -> Markup:
    """A Lucide pictogram, hidden from screen readers: it always stands beside its word. Kept: an outline of 300
    questions shows a thousand.

    Raises FrontEndMissing for a name that the build did not find when it looked for them (`icon("…")`, `icon="…"`).
    """
    try:
        shapes = assets.drawings()[name]
    except KeyError:
        raise assets.FrontEndMissing(f"no pictogram {name!r} was built: run `npm run build` again") from None
    classes = f"pv-icon {css}".strip()
    return Markup('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>').format(
        classes,
        Markup(shapes),  # noqa: S704 - from the build, not from a person
    )


def template_folders() -> list[Path]:
    """The `templates` folder of every module that has one, the kernel's first."""
    folders = [
        Path(config.path) / "templates" for config in apps.get_app_configs() if config.name.startswith("parvis.")
    ]
    return [folder for folder in folders if folder.is_dir()]


def _prepare(found: Environment) -> None:
    found.filters.update(formats.FILTERS)
    found.globals.update(
        static=static,
        url=url,
        icon=icon,
        shell=shell.shell,
        shortcuts=lambda: keys.KEYS,
        own_keys=keys.chosen,
        cap=keys.cap,
        language=translation.get_language,
    )
    found.policies["ext.i18n.trimmed"] = True
    install: Callable[..., None] = found.install_gettext_callables  # type: ignore[attr-defined]
    install(
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 engine calls once. Loader, caching and strictness are ours, whatever the settings say."""
    cache = Path(settings.PARVIS_VAR) / "cache" / "templates"
    cache.mkdir(parents=True, exist_ok=True)
    shared: dict[str, Any] = {
        "autoescape": select_autoescape(default=True, disabled_extensions=("txt",)),
        "auto_reload": bool(options.get("auto_reload")),
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
    }
    found = PageEnvironment(
        loader=FileSystemLoader(template_folders()),
        undefined=StrictUndefined,
        bytecode_cache=FileSystemBytecodeCache(str(cache), "ours-%s.cache"),
        **shared,
    )
    found.lenient = Environment(  # noqa: S701 - autoescape is in `shared`
        loader=PrefixLoader({PACKAGE: PackageLoader(PACKAGE)}),
        undefined=ChainableUndefined,
        bytecode_cache=FileSystemBytecodeCache(str(cache), "package-%s.cache"),
        **shared,
    )
    _prepare(found)
    _prepare(found.lenient)
    return found
