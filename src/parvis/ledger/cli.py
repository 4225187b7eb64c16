"""`parvis ledger verify`: what an operator, an auditor or a backup's rehearsal runs."""

from argparse import Namespace

from parvis.kernel import cli
from parvis.ledger.data import Head
from parvis.ledger.domain import checkpoints, verifying

cli.group("ledger", "The sealed record")


def _trusted(texts: list[str]) -> list[Head]:
    try:
        return [*checkpoints.kept(), *map(Head.parse, texts)]
    except ValueError as error:
        raise cli.CommandError(f"A checkpoint cannot be read ({error}). It looks like 1234:9f86d081…") from error


@cli.command(
    "ledger verify",
    "Check that no entry of the record was changed, removed or reordered, and that the rows say what was sealed",
    arguments=[
        cli.argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="SIZE:ROOT",
            help="a checkpoint that was kept elsewhere",
        )
    ],
    role="owner",
)
def verify(options: Namespace) -> int:
    trusted = _trusted(options.checkpoint)
    with cli.progress() as bar:
        task = bar.add_task("Reading the record", total=None)
        report = verifying.verify(
            trusted=trusted, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    cli.say(f"{report.chained} entries chained, {report.waiting} waiting, {report.rows} rows compared.")
    cli.say(f"Last checkpoint: {report.head or 'none yet'} ({len(trusted)} kept outside the database).")
    for problem in report.problems:
        place = f"entry {problem.position}" if problem.position is not None else "no entry"
        cli.say(f"  {problem.fault}: {place}: {problem.detail}" + (f" ({problem.ref})" if problem.ref else ""))
    if report.whole:
        cli.say("The record is whole.")
        return 0
    cli.complain(f"The record is NOT whole: {len(report.problems)} findings.")
    return 1


@cli.command("ledger head", "Print the last checkpoint, to be kept elsewhere", role="owner")
def head(options: Namespace) -> int:
    found = verifying.latest_head()
    if found is None:
        raise cli.CommandError("Nothing has been chained yet.")
    cli.say(str(found))
    return 0
