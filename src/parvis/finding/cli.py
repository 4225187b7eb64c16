"""`parvis finding index`: makes what lists and search keep of the cases."""

import uuid
from argparse import Namespace

from parvis.kernel import cli
from parvis.kernel.reach import Reach, acting

cli.group("finding", "Lists and search")
#: cases of one transaction
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
    from django.db import transaction

    from parvis.finding.domain import indexing

    total = indexing.number(options.after, again=options.all)
    last, done = options.after, 0
    with cli.progress() as bar:
        task = bar.add_task("Indexing cases", total=total)
        try:
            indexing.learn_all()
            while True:
                with transaction.atomic():
                    ids = indexing.next_ids(last, _CHUNK, again=options.all)
                    # The search is written through its door, which asks for walls, whoever knocks.
                    with acting(Reach(actor="worker", walls=indexing.walls_of(ids))):
                        indexing.index(ids)
                if not ids:
                    break
                last, done = ids[-1], done + len(ids)
                bar.update(task, completed=done)
        except KeyboardInterrupt:
            again = f"parvis finding index{' --all' if options.all else ''} --after {last}"
            raise cli.CommandError(f"Interrupted after {done} cases. Go on with: {again}") from None
    cli.say(f"Indexed: {done} cases.")
    return None
