"""The sequencer: gives committed entries their place and states the tree's new root."""

import uuid

from django.db import connection, transaction

from parvis.kernel import clock
from parvis.ledger.data import Head
from parvis.ledger.domain.tree import Tree
from parvis.ledger.models import Entry, TreeHead

BATCH = 1000
#: One sequencer at a time; a second one goes away instead of waiting. Any constant serves ("LEDG").
LOCK = 0x4C454447


def sequence(*, batch: int = BATCH) -> Head | None:
    """Chain at most `batch` waiting entries, in the order of their ids; the new head, or None if nothing was done.

    Entries that commit late simply come in a later pass: the order of the record is the order of chaining.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return None
        waiting = list(Entry.objects.filter(position=None).order_by("id")[:batch])
        if not waiting:
            return None
        last = TreeHead.objects.order_by("-size").first()
        tree = Tree.restore(last.size, bytes(last.frontier)) if last else Tree()
        start = tree.size
        ids: list[uuid.UUID] = []
        leaves: list[bytes] = []
        for position, entry in enumerate(waiting, start):
            leaf = entry.leaf_at(position)
            tree.append(leaf)
            ids.append(entry.id)
            leaves.append(leaf)
        with connection.cursor() as cursor:
            cursor.execute(
                "select ledger_chain(%s, %s::uuid[], %s::bytea[], %s, %s, %s)",
                [start, ids, leaves, tree.root(), tree.frontier(), clock.now()],
            )
        return Head(tree.size, tree.root())
