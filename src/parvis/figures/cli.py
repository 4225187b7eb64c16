"""`parvis figures rebuild`: makes the facts that are counted."""

import datetime as dt
import uuid
from argparse import Namespace

from parvis.kernel import cli
from parvis.kernel.reach import Reach, acting

cli.group("figures", "Figures")
#: cases whose facts are made at a time
_CHUNK = 5_000


def _identifier(text: str) -> uuid.UUID:
    return uuid.UUID(text)


@cli.command(
    "figures rebuild",
    "Make the facts of the cases that miss theirs; interrupted, run it again",
    arguments=[
        cli.argument("--all", action="store_true", help="make them anew for every case"),
        cli.argument("--after", type=_identifier, default=uuid.UUID(int=0), metavar="ID", help="begin after this case"),
    ],
    role="owner",
)
def rebuild(options: Namespace) -> int | None:
    from parvis.figures.domain import making, working
    from parvis.kernel import clock
    from parvis.territory.api import organisations

    total = making.lacking.number(options.after, again=options.all)
    last, done = options.after, 0
    with cli.progress() as bar:
        task = bar.add_task("Counting cases", total=total)
        try:
            calendars = {
                one.id: working.calendar_of(one.id, dt.date(1970, 1, 1), clock.today()) for one in organisations.all()
            }
            while ids := making.lacking.next_ids(last, _CHUNK, again=options.all):
                with acting(Reach(actor="worker")):
                    making.keep(ids, calendars)
                last, done = ids[-1], done + len(ids)
                bar.update(task, completed=done)
            with acting(Reach(actor="worker")):
                making.fold()
        except KeyboardInterrupt:
            again = f"parvis figures rebuild{' --all' if options.all else ''} --after {last}"
            raise cli.CommandError(f"Interrupted after {done} cases. Go on with: {again}") from None
    cli.say(f"Counted: {done} cases.")
    return None
