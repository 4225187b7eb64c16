"""The command line: parsing, groups, exit codes."""

from argparse import Namespace

import pytest

from parvis.kernel import cli
from parvis.kernel.cli import Command, CommandError
from parvis.kernel.registry import Duplicate


def _commands() -> list[Command]:
    def fail(options: Namespace) -> int:
        raise CommandError("the reason, and what to do")

    def stop(options: Namespace) -> int:
        raise KeyboardInterrupt

    return [
        Command(
            "save", "Save", lambda options: None, (cli.argument("file"), cli.argument("--fast", action="store_true"))
        ),
        Command("ledger verify", "Verify", lambda options: 3),
        Command("ledger show", "Show", fail),
        Command("stop", "Stop", stop),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [(["save", "a file"], 0), (["ledger", "verify"], 3), (["ledger", "show"], 1), (["stop"], 130)],
)
def test_the_exit_code_is_what_the_command_says(words: list[str], code: int) -> None:
    assert cli.execute(cli.parser(_commands()).parse_args(words)) == code


def test_a_command_error_is_told_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    cli.execute(cli.parser(_commands()).parse_args(["ledger", "show"]))
    said = capsys.readouterr()
    assert said.err == "the reason, and what to do\n"
    assert said.out == ""


def test_arguments_reach_the_command() -> None:
    options = cli.parser(_commands()).parse_args(["save", "--fast", "here"])
    assert (options.file, options.fast) == ("here", True)


@pytest.mark.parametrize("words", [[], ["nothing"], ["ledger"], ["save"]])
def test_what_is_not_understood_ends_with_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.parser(_commands()).parse_args(words)
    assert ended.value.code == 2
    assert "usage: parvis" in capsys.readouterr().err


def test_a_name_is_taken_once() -> None:
    (name,) = list(cli.COMMANDS)[:1]
    with pytest.raises(Duplicate):
        cli.command(name.name, "again")(lambda options: None)


def test_every_command_of_parvis_explains_itself(db: None) -> None:
    from parvis.config.cli import load

    assert load()
    names = cli.COMMANDS.keys()
    assert {"up", "down", "reset", "web", "worker", "prepare", "check", "backup", "restore", "db url"} <= set(names)
    for entry in cli.COMMANDS:
        assert entry.help, entry.name
        assert not entry.help.endswith("."), entry.name
        text = cli.parser([entry]).parse_args
        with pytest.raises(SystemExit) as ended:
            text([*entry.name.split(), "--help"])
        assert ended.value.code == 0
