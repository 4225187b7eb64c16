"""`parvis finding index`: makes what lists and search keep of the cases."""

import uuid
from argparse import Namespace

from parvis.kernel import cli
from parvis.kernel.reach import Reach, acting

cli.group("finding", "Lists and search")
#: cases that are looked up at a time
_CHUNK = 200


def _identifier(text: str) -> uuid.UUID:
    return uuid.UUID(text)


@cli.command(
    "finding index",
    "Make what lists and search keep of the cases that miss it; interrupted, run it again",
    arguments=[
        cli.argument("--all", action="store_true", help="make it anew for every case"),
        cli.argument("--after", type=_identifier, default=uuid.UUID(int=0), metavar="ID", help="begin after this case"),
    ],
    role="owner",
)
def index(options: Namespace) -> int | None:
    from django.db import connection

    from parvis.finding.domain import indexing

    total = indexing.lacking.number(options.after, again=options.all)
    last, done = options.after, 0
    with cli.progress() as bar:
        task = bar.add_task("Indexing cases", total=total)
        try:
            indexing.learn_all()
            while True:
                ids = indexing.lacking.next_ids(last, _CHUNK, again=options.all)
                walls = indexing.walls_of(ids)
                for ident in ids:
                    # Each in a transaction of its own, as the jobs that run meanwhile: who brings the words of several
                    # cases, each in its order, waits for a job that waits for him. What is lost can be made again.
                    # The search is written through its door, which asks for walls, whoever knocks.
                    with acting(Reach(actor="worker", walls=walls)), connection.cursor() as cursor:
                        cursor.execute("set local synchronous_commit = off")
                        indexing.index([ident])
                    last, done = ident, done + 1
                    bar.update(task, completed=done)
                if not ids:
                    break
        except KeyboardInterrupt:
            again = f"parvis finding index{' --all' if options.all else ''} --after {last}"
            raise cli.CommandError(f"Interrupted after {done} cases. Go on with: {again}") from None
    if options.all:
        indexing.tell_all()
    cli.say(f"Indexed: {done} cases.")
    return None
