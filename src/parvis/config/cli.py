"""Runs the command line: collects the commands of every module, in the database role that the command asks for."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from parvis.config import applications, commands
from parvis.kernel import cli, loading


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (those of the process if None); answers the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _load_light()
    if _is_light(words):
        return cli.execute(cli.parser(cli.COMMANDS).parse_args(words))
    # At a terminal the commands' own words count; services log everything.
    os.environ.setdefault("PARVIS_LOG_LEVEL", "ERROR")
    with loading.for_good():
        loaded = load()
    if not loaded:
        return 1
    options = cli.parser(cli.COMMANDS).parse_args(words)
    if options.command.role != os.environ.get("PARVIS_DB_ROLE", "app"):
        # The role is part of Django's settings, so another role is another process.
        environment = os.environ | {"PARVIS_DB_ROLE": options.command.role}
        os.execve(sys.executable, [sys.executable, "-m", "parvis", *words], environment)  # noqa: S606
    return cli.execute(options)


def load() -> bool:
    """Load Django and the commands of every installed module (`<module>/cli.py`); False if settings are missing."""
    if not applications.load():
        return False
    from django.apps import apps

    _load_light()
    for name in commands.HEAVY:
        importlib.import_module(f"parvis.config.commands.{name}")
    for config in apps.get_app_configs():
        if not config.name.startswith("parvis."):
            continue
        name = f"{config.name}.cli"
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    return True


def _load_light() -> None:
    for name in commands.LIGHT:
        importlib.import_module(f"parvis.config.commands.{name}")


def _is_light(words: list[str]) -> bool:
    plain = " ".join(word for word in words if not word.startswith("-"))
    return any(plain == entry.name or plain.startswith(f"{entry.name} ") for entry in cli.COMMANDS if not entry.django)
