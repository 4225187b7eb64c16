"""Translations: compiles `.po` files to `.mo`, and finds messages that lack a translation.

`python -m parvis.kernel.i18n` compiles what changed (the build runs it); with `--check` it compiles nothing, lists
messages of the sources that the French catalogues lack, and entries that no source asks for, and exits with 1.
Message identifiers are the English texts, so English needs no catalogue.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[1]

_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "trans": None,
}
_METHODS = [
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**/templates/**.txt", "jinja2.ext:babel_extract"),
    ("**/templates/**.jinja", "jinja2.ext:babel_extract"),
    # what the API says of itself, docstrings too: the first pattern that fits counts
    ("rest.py", "parvis.kernel.i18n_rest:extract"),
    ("rest_*.py", "parvis.kernel.i18n_rest:extract"),
    ("ground.py", "parvis.kernel.i18n_rest:extract"),
    ("interface.py", "parvis.kernel.i18n_rest:extract"),
    ("**.py", "python"),
]
#: the same extensions as the engine's (`kernel.ui.jinja`); a template that cannot be read is an error, not a silence
_JINJA = {"trimmed": "true", "extensions": "jinja2.ext.do", "silent": "false"}
_OPTIONS = {pattern: dict(_JINJA) for pattern, method in _METHODS if method.startswith("jinja2")}
_VALUE = re.compile(r"%\(\w+\)|%[sd]")


@dataclass(frozen=True)
class Finding:
    """A message without translation, a fuzzy one, one translated in two ways or with other values than its own, or a
    translation that nobody asks for.
    """

    module: str
    language: str
    message: str
    kind: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.module} [{self.language}] {self.kind}: {self.message!r} {self.where}".rstrip()


def catalogues(root: Path = SOURCES) -> list[Path]:
    """Every `.po` file below `root`, in order."""
    return sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_all(root: Path = SOURCES) -> list[Path]:
    """Compile each `.po` newer than its `.mo`; answers the files written. Raises babel.messages.pofile.PoFileError."""
    written = []
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        catalog = _read(source)
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, catalog)
        fresh.rename(target)
        written.append(target)
    return written


def check(root: Path = SOURCES) -> list[Finding]:
    """Compare what the sources of each module ask for with its catalogues.

    A module may use a message that another module of Parvis translates: Django merges all catalogues, so that two
    translations of one message are one too many: pages would show either.
    """
    findings: list[Finding] = []
    asked = {module: dict(_asked(root / module)) for module in sorted(_modules(root))}
    wanted = {message for messages in asked.values() for message in messages}
    for language in sorted({path.parts[-3] for path in catalogues(root)}):
        known: dict[str, tuple[str, bool]] = {}
        said: dict[tuple[str | None, bool, str], object] = {}
        for path in catalogues(root):
            if path.parts[-3] != language:
                continue
            module = path.parts[-5]
            for entry in _read(path):
                if not entry.id:
                    continue
                message = _plain(entry.id)
                translated = bool(all(entry.string) if isinstance(entry.string, tuple | list) else entry.string)
                known[message] = (module, translated and not entry.fuzzy)
                if said.setdefault((entry.context, entry.pluralizable, message), entry.string) != entry.string:
                    findings.append(Finding(module, language, message, "translated in two ways"))
                if entry.string and not _values(entry.string) <= _values(entry.id):
                    findings.append(Finding(module, language, message, "shows values that it is not given"))
                if message not in wanted:
                    findings.append(Finding(module, language, message, "asked for nowhere"))
        for module, messages in asked.items():
            for message, where in messages.items():
                if message not in known:
                    findings.append(Finding(module, language, message, "not translated", where))
                elif not known[message][1]:
                    findings.append(Finding(module, language, message, "empty or fuzzy", where))
    return findings


def _modules(root: Path) -> Iterator[str]:
    return (path.name for path in root.iterdir() if (path / "__init__.py").exists())


def _asked(folder: Path) -> Iterator[tuple[str, str]]:
    found = extract_from_dir(
        folder, _METHODS, _OPTIONS, keywords=_KEYWORDS, directory_filter=lambda path: Path(path).name != "migrations"
    )
    for file, line, message, _comments, _context in found:
        yield _plain(message), f"{folder.name}/{file}:{line}"


def _plain(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _values(words: str | tuple[str, ...] | list[str]) -> set[str]:
    """The names of the values that a message shows: `%(day)s`."""
    return {found for text in ([words] if isinstance(words, str) else words) for found in _VALUE.findall(text)}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def main(arguments: list[str]) -> int:
    """Compile, or with `--check` compare; answers the exit code."""
    if arguments == ["--check"]:
        findings = check()
        sys.stdout.writelines(f"{finding}\n" for finding in findings)
        return 1 if findings else 0
    if arguments:
        sys.stderr.write("python -m parvis.kernel.i18n [--check]\n")
        return 2
    compile_all()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
