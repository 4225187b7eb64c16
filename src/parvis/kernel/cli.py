"""The command line `parvis`: modules register commands, `parvis.config.cli` runs them.

A module's commands live in `<module>/cli.py`:

    @cli.command("ledger verify", "Check that no entry of the ledger was changed, removed or reordered")
    def verify(options: Namespace) -> int | None: ...

The answer is the exit code; None is 0. Texts are plain words in English: operators' screens, not residents'.
"""

from __future__ import annotations

import errno
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from parvis.kernel.registry import Registry

if TYPE_CHECKING:
    from rich.progress import Progress

Run = Callable[[Namespace], int | None]
Role = Literal["app", "owner"]
Item = TypeVar("Item")


class CommandError(Exception):
    """A command cannot go on; the message says why and what to do. Printed without a traceback, exit code 1."""


@dataclass(frozen=True)
class Argument:
    """One argument or option, as argparse's `add_argument` takes it."""

    names: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


def argument(*names: str, **options: Any) -> Argument:
    """An argument (`"FILE"`) or option (`"--epci"`), with argparse's keywords: help, metavar, type, action…"""
    return Argument(names, options)


@dataclass(frozen=True)
class Command:
    """One command; `name` is one or two words ("backup", "ledger verify")."""

    name: str
    help: str
    run: Run
    arguments: tuple[Argument, ...] = ()
    role: Role = "app"
    django: bool = True


COMMANDS: Registry[Command] = Registry("commands", key=attrgetter("name"))

GROUPS = {
    "db": "The database",
    "jobs": "Background work",
}
"""What the first words of two-word commands stand for; other modules add theirs with `group`."""


def group(word: str, help_text: str) -> None:
    """Say what the commands that begin with `word` are about."""
    GROUPS[word] = help_text


def command(
    name: str, help_text: str, *, arguments: Sequence[Argument] = (), role: Role = "app", django: bool = True
) -> Callable[[Run], Run]:
    """Register a function as the command `name`.

    role: who connects to the database; `owner` steps over row-level security: migrations, bulk imports, backups.
    django: False for commands that must run (or start fast) without the applications being loaded.
    Raises Duplicate if the name is taken.
    """

    def decorate(run: Run) -> Run:
        COMMANDS.register(Command(name, help_text, run, tuple(arguments), role, django))
        return run

    return decorate


def parser(commands: Iterable[Command]) -> ArgumentParser:
    """The parser of all `commands`; the namespace that it gives carries the command as `command`."""
    top = ArgumentParser(
        prog="parvis",
        description="Parvis: digital services of local authorities, from the form to the sealed decision.",
        epilog="`parvis COMMAND --help` explains one command.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    places = top.add_subparsers(metavar="COMMAND", required=True)
    groups: dict[str, Any] = {}
    for entry in sorted(commands, key=attrgetter("name")):
        first, _, second = entry.name.partition(" ")
        if second and first not in groups:
            words = GROUPS.get(first, first.capitalize())
            deeper = places.add_parser(first, help=words, description=words)
            groups[first] = deeper.add_subparsers(metavar="COMMAND", required=True)
        place = groups[first] if second else places
        one = place.add_parser(second or first, help=entry.help, description=entry.help)
        for one_argument in entry.arguments:
            one.add_argument(*one_argument.names, **one_argument.options)
        one.set_defaults(command=entry)
    return top


def execute(options: Namespace) -> int:
    """Run the command that `options` carries, and answer its exit code."""
    entry: Command = options.command
    try:
        return entry.run(options) or 0
    except CommandError as error:
        complain(str(error))
        return 1
    except BrokenPipeError:
        # The reader (`| head`) has left; Python must not try to flush what it did not read.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        complain("Interrupted.")
        return 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        complain(
            f"The disk is full: {error.filename or 'what was being written could not be'}. Nothing half-made stays."
        )
        return 1
    except Exception as error:
        if not _lost_database(error):
            raise
        complain(f"The database does not answer, or went away in the middle: {str(error).strip().splitlines()[0]}")
        complain("What was being written to it was undone. Run the command again once it is back.")
        return 1


def _lost_database(error: Exception) -> bool:
    from django.db import InterfaceError, OperationalError

    return isinstance(error, InterfaceError | OperationalError)


def say(text: str = "") -> None:
    """Print plain text for the person at the terminal (or for the pipe)."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print plain text where errors go."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def progress() -> Progress:
    """A progress display on the error stream: shown on a terminal, silent in a pipe."""
    # not above: neither the web server nor the worker draws any
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def track(items: Iterable[Item], description: str, total: int | None = None) -> Iterable[Item]:
    """Yield `items` under a progress bar."""
    with progress() as bar:
        yield from bar.track(items, total=total, description=description)
