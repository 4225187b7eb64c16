"""The sequencer's timetable."""

from parvis.kernel import jobs
from parvis.ledger.domain.checkpoints import keep
from parvis.ledger.domain.sequencing import BATCH, sequence

#: At most this many batches in one run, so that a long backlog (an import) does not hold one transaction for minutes.
PASSES = 50


@jobs.periodic("* * * * *", queue="ledger")
def chain(timestamp: int) -> None:
    """Chain everything that has been committed since the last minute."""
    for _ in range(PASSES):
        head = sequence(batch=BATCH)
        if head is None:
            return
        keep(head)
