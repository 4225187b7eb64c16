"""`parvis demo load`: a demonstration as large as a city's base."""

import shutil
import time
from argparse import Namespace

from django.conf import settings
from django.db import connection

from parvis.cases import api as cases
from parvis.kernel import cli, clock
from parvis.procedures.demonstration.mass.loading import load as load_cases
from parvis.procedures.models import Procedure

cli.group("demo", "The demonstration")

#: bytes that a case takes on disk with all that stands beside it, indexes included, and while they are built
BYTES_PER_CASE = 22_000
LARGEST = 5_000_000


@cli.command(
    "demo load",
    "Bring in many invented cases of the demonstration's procedures (only with PARVIS_DEMO=1)",
    arguments=[
        cli.argument("--cases", type=int, required=True, metavar="N", help="how many, at most five million"),
        cli.argument("--seed", type=int, help="the same seed gives the same requests on the same day"),
    ],
    role="owner",
)
def load(options: Namespace) -> int:
    if not settings.PARVIS_DEMO:
        raise cli.CommandError("PARVIS_DEMO=1 is not set: invented cases belong into a demonstration alone.")
    if not 1 <= options.cases <= LARGEST:
        raise cli.CommandError(f"--cases takes a number from 1 to {LARGEST:,}.")
    if not Procedure.objects.exists():
        raise cli.CommandError("The demonstration is not filled in yet: run `parvis up` once before.")
    _need_disk(options.cases)
    cli.say(
        "It is one transaction: whatever interrupts it leaves nothing behind. Pages of cases wait until it is done."
    )
    begun = time.monotonic()
    with cli.progress() as bar:
        task = bar.add_task("Reading what is there", total=options.cases)
        entries = load_cases(
            options.cases,
            seed=_seed() if options.seed is None else options.seed,
            now=clock.now(),
            told=lambda what, done, of: bar.update(task, description=what, completed=done, total=of),
        )
        bar.update(task, description="Cleaning up and counting")
        _vacuum()
    took = time.monotonic() - begun
    cli.say(f"{options.cases:,} cases brought in, {entries:,} entries sealed, in {took:,.0f} seconds.")
    return 0


def _seed() -> int:
    """Another one for each load, so that two loads invent different people."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_entry where source = 'ledger.brought'")
        return int(cursor.fetchone()[0])


def _vacuum() -> None:
    """Let the planner know what there is; index-only scans need the visibility map."""
    with connection.cursor() as cursor:
        for table in (*cases.bringing_rows.columns(), *cases.bringing_rows.filled()):
            cursor.execute(f"vacuum (analyze) {table}")


def _need_disk(number: int) -> None:
    """Say how much disk it takes; refuse where the disk of our own data, which is the embedded database's, has less."""
    needed = number * BYTES_PER_CASE / 1e9
    cli.say(f"{number:,} cases need some {needed:.1f} GB of disk.")
    free = shutil.disk_usage(settings.PARVIS_VAR).free / 1e9
    if free < needed:
        raise cli.CommandError(f"The disk of {settings.PARVIS_VAR} has {free:.1f} GB left.")
